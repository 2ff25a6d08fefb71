/** The usage ledger, by minute. */
@NullMarked
package dev.quern.store.usage;

import org.jspecify.annotations.NullMarked;
