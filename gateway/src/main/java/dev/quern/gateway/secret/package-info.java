/** {@code /v1/secrets}, and the secrets that functions on this machine are given. */
@NullMarked
package dev.quern.gateway.secret;

import org.jspecify.annotations.NullMarked;
