@NullMarked
package dev.quern.core.name;

import org.jspecify.annotations.NullMarked;
