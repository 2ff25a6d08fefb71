package dev.quern.cli.task;

import dev.quern.cli.call.AdHoc;
import dev.quern.cli.http.Query;
import dev.quern.core.error.QuernException;
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
        return AdHoc.add(query, timeout, memory, runtime);
    }

    void requireNone() {
        if (timeout != null || memory != null || runtime != null) {
            throw QuernException.invalid(
                    "--timeout, --memory and --runtime are for --image", "A function has them from its deployment.");
        }
    }
}
