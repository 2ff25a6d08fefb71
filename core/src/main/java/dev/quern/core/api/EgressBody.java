package dev.quern.core.api;

import io.avaje.jsonb.Json;

/** What the functions of one version did outside their sandboxes since the server's start. */
@Json
public record EgressBody(long connections, long refused, long bytesOut, long bytesIn) {}
