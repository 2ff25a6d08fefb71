package dev.quern.core.api;

import io.avaje.jsonb.Json;

/**
 * What the functions of one version did outside their sandboxes since the server's start.
 *
 * @param full how many of the refused were refused since there were too many already
 */
@Json
public record EgressBody(long connections, long refused, long full, long bytesOut, long bytesIn) {}
