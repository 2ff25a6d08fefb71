@NullMarked
package dev.quern.core.function;

import org.jspecify.annotations.NullMarked;
