package dev.quern.images;

import dev.quern.core.image.Image;
import dev.quern.core.image.ImageConfig;
import io.avaje.jsonb.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An image as {@code image.json} beside its tree has it. */
@Json
public record StoredImage(
        String digest,
        String architecture,
        String os,
        List<String> entrypoint,
        List<String> command,
        List<String> environment,
        String workingDirectory,
        String user,
        Map<String, String> labels,
        long sizeBytes,
        String loadedAt,
        @Nullable List<String> exposedPorts) {

    static StoredImage of(Image image) {
        ImageConfig c = image.config();
        return new StoredImage(
                image.digest(),
                c.architecture(),
                c.os(),
                c.entrypoint(),
                c.command(),
                c.environment(),
                c.workingDirectory(),
                c.user(),
                c.labels(),
                image.sizeBytes(),
                image.loadedAt().toString(),
                c.exposedPorts().isEmpty() ? null : c.exposedPorts());
    }

    Image toImage() {
        ImageConfig config = new ImageConfig(
                architecture,
                os,
                entrypoint,
                command,
                environment,
                workingDirectory,
                user,
                labels,
                exposedPorts == null ? List.of() : exposedPorts);
        return new Image(digest, config, sizeBytes, Instant.parse(loadedAt));
    }
}
