@NullMarked
package dev.quern.store.routing;

import org.jspecify.annotations.NullMarked;
