@NullMarked
package dev.quern.store.image;

import org.jspecify.annotations.NullMarked;
