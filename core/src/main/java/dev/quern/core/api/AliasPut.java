package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * PUT F/aliases/{alias}.
 *
 * @param other a second version with its share of the calls; without it there is none
 * @param stickyHeader the request header whose value decides between the two; without it the alias keeps the one it
 *     has, and with an empty one it has none
 */
@Json
public record AliasPut(
        int version,
        @Nullable AliasShareBody other,
        @Nullable String stickyHeader) {
    /** All calls to one version. */
    public static AliasPut to(int version) {
        return new AliasPut(version, null, null);
    }
}
