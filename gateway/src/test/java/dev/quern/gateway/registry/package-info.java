@NullMarked
package dev.quern.gateway.registry;

import org.jspecify.annotations.NullMarked;
