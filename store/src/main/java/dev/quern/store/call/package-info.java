/** Call records, in one partition for each day. */
@NullMarked
package dev.quern.store.call;

import org.jspecify.annotations.NullMarked;
