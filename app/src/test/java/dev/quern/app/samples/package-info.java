@NullMarked
package dev.quern.app.samples;

import org.jspecify.annotations.NullMarked;
