/** Values that functions are given and nobody is shown. */
@NullMarked
package dev.quern.core.secret;

import org.jspecify.annotations.NullMarked;
