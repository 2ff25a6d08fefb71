@NullMarked
package dev.quern.store.function;

import org.jspecify.annotations.NullMarked;
