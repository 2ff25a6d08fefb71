/** Images and the names they go by in each namespace. */
@NullMarked
package dev.quern.store.image;

import org.jspecify.annotations.NullMarked;
