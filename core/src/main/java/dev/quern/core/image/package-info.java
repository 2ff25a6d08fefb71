@NullMarked
package dev.quern.core.image;

import org.jspecify.annotations.NullMarked;
