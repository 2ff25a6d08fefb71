package dev.quern.core.api;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function with its live version; live is absent when the alias is.
 *
 * @param mode private, shared or public
 * @param sharedWith namespaces whose keys may call it, too
 */
@Json
public record FunctionBody(
        String namespace,
        String name,
        String mode,
        List<String> sharedWith,
        @Nullable VersionBody live,
        int versions,
        String createdAt) {}
