@NullMarked
package dev.quern.core.error;

import org.jspecify.annotations.NullMarked;
