/** Durable tasks: submitting, claiming, recording outcomes, and everything asked of them afterwards. */
@NullMarked
package dev.quern.store.task;

import org.jspecify.annotations.NullMarked;
