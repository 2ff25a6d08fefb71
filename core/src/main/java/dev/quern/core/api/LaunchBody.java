package dev.quern.core.api;

import dev.quern.core.function.Launch;
import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the program is started, where that is not as the image says. */
@Json
public record LaunchBody(
        @Nullable List<String> entrypoint, @Nullable String workingDirectory) {
    static @Nullable LaunchBody of(Launch launch) {
        return launch.equals(Launch.IMAGE)
                ? null
                : new LaunchBody(launch.entrypoint(), launch.workingDirectory().orElse(null));
    }

    /** Checked. */
    public static Launch launch(@Nullable LaunchBody body) {
        return body == null
                ? Launch.IMAGE
                : new Launch(
                        Objects.requireNonNullElse(body.entrypoint, List.of()),
                        Optional.ofNullable(body.workingDirectory));
    }
}
