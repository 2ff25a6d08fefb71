/** PostgreSQL as a child of this process: unpacked, initialised, supervised, stopped. */
@NullMarked
package dev.quern.store.postgres;

import org.jspecify.annotations.NullMarked;
