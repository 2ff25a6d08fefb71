@NullMarked
package dev.quern.gateway.routing;

import org.jspecify.annotations.NullMarked;
