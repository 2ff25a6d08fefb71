/** Keys: bearer secrets as hashes, signing secrets sealed under the master key. */
@NullMarked
package dev.quern.store.key;

import org.jspecify.annotations.NullMarked;
