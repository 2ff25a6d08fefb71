/** Making images from what lies on this machine. */
@NullMarked
package dev.quern.images.build;

import org.jspecify.annotations.NullMarked;
