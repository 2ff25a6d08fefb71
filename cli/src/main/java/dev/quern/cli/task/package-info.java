/** Durable tasks: submitting them, waiting for them, and what people do with them. */
@NullMarked
package dev.quern.cli.task;

import org.jspecify.annotations.NullMarked;
