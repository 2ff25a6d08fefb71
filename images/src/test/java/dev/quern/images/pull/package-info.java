@NullMarked
package dev.quern.images.pull;

import org.jspecify.annotations.NullMarked;
