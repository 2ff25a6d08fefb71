@NullMarked
package dev.quern.store.key;

import org.jspecify.annotations.NullMarked;
