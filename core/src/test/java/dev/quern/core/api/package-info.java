@NullMarked
package dev.quern.core.api;

import org.jspecify.annotations.NullMarked;
