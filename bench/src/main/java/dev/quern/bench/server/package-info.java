/** Kept servers beside a plain proxy, and what it takes to start and to keep one. */
@NullMarked
package dev.quern.bench.server;

import org.jspecify.annotations.NullMarked;
