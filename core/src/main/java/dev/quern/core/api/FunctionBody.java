package dev.quern.core.api;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function with its live version; live is absent when the alias is.
 *
 * @param mode private, shared or public
 * @param sharedWith namespaces whose keys may call it, too
 * @param state see {@link dev.quern.core.function.FunctionState}
 * @param scale how many instances or ready sandboxes the live version has, and is to have
 * @param expected which version each alias names and since when, last moved first; absent in listings
 * @param actual what there is of each version that an alias names or of which there is anything, highest number first;
 *     absent in listings
 * @param instances of its servers, each by itself; absent in listings
 */
@Json
public record FunctionBody(
        String namespace,
        String name,
        String mode,
        List<String> sharedWith,
        @Nullable VersionBody live,
        int versions,
        String createdAt,
        String state,
        @Nullable ScaleBody scale,
        @Nullable List<AliasBody> expected,
        @Nullable List<VersionStateBody> actual,
        @Nullable List<InstanceBody> instances) {}
