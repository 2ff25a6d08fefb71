package dev.quern.store.function;

import dev.quern.core.function.Sharing;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import java.time.Instant;
import java.util.Optional;

/**
 * A function with what its alias {@code live} names.
 *
 * @param versions how many there are
 */
public record StoredFunction(
        FunctionName name, Sharing sharing, Instant createdAt, Optional<Version> live, int versions) {}
