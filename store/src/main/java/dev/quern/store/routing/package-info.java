/** What a gateway keeps in memory to route calls, and the notifications that refresh it. */
@NullMarked
package dev.quern.store.routing;

import org.jspecify.annotations.NullMarked;
