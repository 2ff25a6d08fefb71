@NullMarked
package dev.quern.core.access;

import org.jspecify.annotations.NullMarked;
