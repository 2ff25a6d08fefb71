/** Functions, their immutable versions, and the aliases that name them. */
@NullMarked
package dev.quern.store.function;

import org.jspecify.annotations.NullMarked;
