package dev.quern.core.api;

import io.avaje.jsonb.Json;
import java.util.List;

/** An image: names are those of the caller's namespaces, sizeBytes is the unpacked tree. */
@Json
public record ImageBody(
        String digest,
        List<String> names,
        long sizeBytes,
        String architecture,
        List<String> entrypoint,
        List<String> command,
        String user,
        String workingDirectory,
        List<String> environment,
        String loadedAt) {}
