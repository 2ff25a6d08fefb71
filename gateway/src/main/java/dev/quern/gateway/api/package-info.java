@NullMarked
package dev.quern.gateway.api;

import org.jspecify.annotations.NullMarked;
