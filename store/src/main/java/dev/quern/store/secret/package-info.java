/** Secrets of namespaces, sealed. */
@NullMarked
package dev.quern.store.secret;

import org.jspecify.annotations.NullMarked;
