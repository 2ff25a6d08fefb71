/** The stock functions, {@code samples/functions}: listed and deployed. */
@NullMarked
package dev.quern.app.samples;

import org.jspecify.annotations.NullMarked;
