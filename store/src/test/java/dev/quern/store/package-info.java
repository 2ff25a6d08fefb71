@NullMarked
package dev.quern.store;

import org.jspecify.annotations.NullMarked;
