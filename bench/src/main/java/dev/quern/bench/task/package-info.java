/** Durable tasks beside the database they are kept in: submitting, starting, executing, claiming. */
@NullMarked
package dev.quern.bench.task;

import org.jspecify.annotations.NullMarked;
