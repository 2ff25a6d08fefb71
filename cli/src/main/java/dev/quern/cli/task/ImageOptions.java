package dev.quern.cli.task;

import dev.quern.cli.http.Query;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import dev.quern.core.value.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code submit} for a task of an image that no function names. */
final class ImageOptions {
    @Option(
            names = "--image",
            paramLabel = "IMAGE",
            description = "A loaded image's name or digest instead of REF; all parameters are then ARGS.")
    @Nullable
    String image;

    @Option(names = "--timeout", paramLabel = "60s", description = "With --image: longest duration of an attempt.")
    @Nullable
    String timeout;

    @Option(names = "--memory", paramLabel = "256Mi", description = "With --image: memory of the sandbox.")
    @Nullable
    String memory;

    @Option(names = "--runtime", paramLabel = "crun|runc", description = "With --image: the isolation boundary.")
    @Nullable
    String runtime;

    Query query(String namespace, String named) {
        Query query = Query.of("/v1/tasks").add("namespace", namespace).add("image", named);
        if (timeout != null) {
            query.add("timeout", Durations.format(Durations.parse(timeout)));
        }
        if (memory != null) {
            query.add("memory", DataSize.parse(memory).toString());
        }
        if (runtime != null) {
            query.add("runtime", runtime);
        }
        return query;
    }

    void requireNone() {
        if (timeout != null || memory != null || runtime != null) {
            throw QuernException.invalid(
                    "--timeout, --memory and --runtime are for --image", "A function has them from its deployment.");
        }
    }
}
