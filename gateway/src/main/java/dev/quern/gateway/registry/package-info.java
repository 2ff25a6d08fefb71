/** The protocol of the OCI registry (distribution-spec 1.1) at {@code /v2/}. */
@NullMarked
package dev.quern.gateway.registry;

import org.jspecify.annotations.NullMarked;
