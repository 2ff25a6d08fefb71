/** Durable tasks: their states, what is kept of them, and what is decided after an attempt. */
@NullMarked
package dev.quern.core.task;

import org.jspecify.annotations.NullMarked;
