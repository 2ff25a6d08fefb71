/** Backup and restore of the embedded store, as a tar of COPY streams. */
@NullMarked
package dev.quern.store.backup;

import org.jspecify.annotations.NullMarked;
