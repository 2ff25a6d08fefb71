package dev.quern.store.function;

import dev.quern.core.name.FunctionName;
import java.time.Instant;

/** An alias and the version it names. */
public record AliasPointer(FunctionName function, String alias, int version, Instant updatedAt) {}
