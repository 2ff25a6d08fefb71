@NullMarked
package dev.quern.gateway.build;

import org.jspecify.annotations.NullMarked;
