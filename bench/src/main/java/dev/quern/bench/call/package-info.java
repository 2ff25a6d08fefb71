/** Calls through HTTP beside the programs people run containers with. */
@NullMarked
package dev.quern.bench.call;

import org.jspecify.annotations.NullMarked;
