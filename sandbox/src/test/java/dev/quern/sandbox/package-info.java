@NullMarked
package dev.quern.sandbox;

import org.jspecify.annotations.NullMarked;
