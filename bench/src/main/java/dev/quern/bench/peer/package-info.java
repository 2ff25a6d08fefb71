/** Job queues on PostgreSQL that people use today, on the same server with jobs that do nothing. */
@NullMarked
package dev.quern.bench.peer;

import org.jspecify.annotations.NullMarked;
