@NullMarked
package dev.quern.gateway.call;

import org.jspecify.annotations.NullMarked;
