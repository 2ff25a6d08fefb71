@NullMarked
package dev.quern.core.value;

import org.jspecify.annotations.NullMarked;
