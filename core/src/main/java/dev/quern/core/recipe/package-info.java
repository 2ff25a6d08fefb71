/** The descriptor of a function's directory, {@code quern.yaml}: what its image is built from and how it is run. */
@NullMarked
package dev.quern.core.recipe;

import org.jspecify.annotations.NullMarked;
