@NullMarked
package dev.quern.images;

import org.jspecify.annotations.NullMarked;
