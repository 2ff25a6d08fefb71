/** Namespaces. */
@NullMarked
package dev.quern.store.namespace;

import org.jspecify.annotations.NullMarked;
