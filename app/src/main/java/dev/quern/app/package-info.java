@NullMarked
package dev.quern.app;

import org.jspecify.annotations.NullMarked;
