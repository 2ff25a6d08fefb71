@NullMarked
package dev.quern.core.call;

import org.jspecify.annotations.NullMarked;
