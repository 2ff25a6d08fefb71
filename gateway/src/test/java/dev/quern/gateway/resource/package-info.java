@NullMarked
package dev.quern.gateway.resource;

import org.jspecify.annotations.NullMarked;
