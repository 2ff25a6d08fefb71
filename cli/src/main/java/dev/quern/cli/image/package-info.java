/** Commands on images. */
@NullMarked
package dev.quern.cli.image;

import org.jspecify.annotations.NullMarked;
