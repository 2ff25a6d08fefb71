package dev.quern.core.api;

import io.avaje.jsonb.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a node has of one version now.
 *
 * @param image present, preparing (it is being unpacked) or absent (the next start unpacks it)
 * @param min sandboxes that are to be there, 0 if no alias names the version
 * @param scale the absolute number it was given; absent while the number follows use
 * @param ready sandboxes that wait for a call
 * @param starting sandboxes being made
 * @param busy sandboxes with a call or a task
 * @param waiting calls that wait for a place or a sandbox
 * @param failedAt when it last could not be started; absent once a call of it has run since
 * @param failure why
 */
@Json
public record VersionStateBody(
        int version,
        String image,
        int min,
        @Nullable Integer scale,
        int ready,
        int starting,
        int busy,
        int waiting,
        @Nullable String failedAt,
        @Nullable String failure) {}
