/** Builds of images: their records and states. */
@NullMarked
package dev.quern.core.build;

import org.jspecify.annotations.NullMarked;
