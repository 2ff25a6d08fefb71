/** {@code /v1/builds}. */
@NullMarked
package dev.quern.gateway.build;

import org.jspecify.annotations.NullMarked;
