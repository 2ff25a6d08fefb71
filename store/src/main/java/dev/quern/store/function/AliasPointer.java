package dev.quern.store.function;

import dev.quern.core.function.AliasTarget;
import dev.quern.core.name.FunctionName;
import java.time.Instant;

/** An alias and what it names. */
public record AliasPointer(FunctionName function, String alias, AliasTarget target, Instant updatedAt) {
    /** The first of the versions it names. */
    public int version() {
        return target.version();
    }
}
