package dev.quern.core.api;

import dev.quern.core.function.Sharing;
import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Registers a function, or changes who may call it.
 *
 * @param mode private, shared or public
 * @param sharedWith the namespaces of a shared function
 */
@Json
public record FunctionPut(@Nullable String mode, @Nullable List<String> sharedWith) {
    /** Private unless it says otherwise. */
    public Sharing sharing() {
        return new Sharing(
                mode == null ? Sharing.Mode.PRIVATE : Sharing.Mode.parse(mode),
                sharedWith == null ? Set.of() : Set.copyOf(sharedWith));
    }
}
