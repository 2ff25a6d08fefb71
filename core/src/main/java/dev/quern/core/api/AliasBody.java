package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * An alias and what it names.
 *
 * @param other a second version that gets a share of the calls
 * @param stickyHeader the request header whose value decides between the two
 */
@Json
public record AliasBody(
        String alias,
        int version,
        @Nullable AliasShareBody other,
        @Nullable String stickyHeader,
        String updatedAt) {}
