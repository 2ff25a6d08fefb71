/** Exclusive ownership of a data directory. */
@NullMarked
package dev.quern.store.lock;

import org.jspecify.annotations.NullMarked;
