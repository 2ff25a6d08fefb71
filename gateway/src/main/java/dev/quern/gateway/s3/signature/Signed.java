package dev.quern.gateway.s3.signature;

import dev.quern.core.access.Principal;
import java.util.Optional;

/**
 * A request whose signature was found right.
 *
 * @param chunks signs what follows, when the body comes in signed chunks
 */
public record Signed(Principal principal, Payload payload, Optional<ChunkSignatures> chunks) {}
