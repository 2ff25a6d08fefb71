/** What becomes of durable tasks between their submission and their outcome. */
@NullMarked
package dev.quern.manager.task;

import org.jspecify.annotations.NullMarked;
