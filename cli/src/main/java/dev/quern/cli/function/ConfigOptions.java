package dev.quern.cli.function;

import dev.quern.core.api.DeployBody;
import dev.quern.core.api.LaunchBody;
import dev.quern.core.api.ServerBody;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Egress;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.Layer;
import dev.quern.core.function.Mount;
import dev.quern.core.function.SecretUse;
import dev.quern.core.value.DataSize;
import dev.quern.core.value.Durations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code deploy} that become a version's configuration. Absent ones keep the default. */
final class ConfigOptions {
    @Option(
            names = "--contract",
            paramLabel = "stdio|http|lambda|fn",
            description = "How the container is talked to; without it the image is looked at.")
    @Nullable
    String contract;

    @Option(names = "--fresh", paramLabel = "container|process", description = "What is new for every call.")
    @Nullable
    String fresh;

    @Option(names = "--runtime", paramLabel = "crun|runc", description = "The isolation boundary.")
    @Nullable
    String runtime;

    @Option(names = "--memory", paramLabel = "256Mi", description = "Memory of one sandbox.")
    @Nullable
    String memory;

    @Option(names = "--timeout", paramLabel = "60s", description = "Longest duration of a call.")
    @Nullable
    String timeout;

    @Option(
            names = "--concurrency",
            paramLabel = "N",
            description = "Calls at once on a node; of a server, in one instance.")
    @Nullable
    Integer concurrency;

    @Option(names = "--min", paramLabel = "N", description = "Sandboxes kept ready, or instances kept.")
    @Nullable
    Integer min;

    @Option(names = "--max", paramLabel = "N", description = "Sandboxes or instances at most.")
    @Nullable
    Integer max;

    @Option(names = "--queue", paramLabel = "N", description = "Calls that may wait on a node.")
    @Nullable
    Integer queue;

    @Option(names = "--port", paramLabel = "8080", description = "Where a server listens, its PORT.")
    @Nullable
    Integer port;

    @Option(names = "--ready-path", paramLabel = "/health", description = "Answers 200 once a server is ready.")
    @Nullable
    String readyPath;

    @Option(names = "--start-limit", paramLabel = "30s", description = "How long a server may take to be ready.")
    @Nullable
    String startLimit;

    @Option(names = "--h2c", description = "A server is spoken to in HTTP/2 without TLS, as gRPC needs it.")
    boolean h2c;

    @Option(
            names = "--entrypoint",
            paramLabel = "WORD",
            description = "Replaces the image's ENTRYPOINT; repeatable, a word each.")
    List<String> entrypoint = List.of();

    @Option(names = "--workdir", paramLabel = "/path", description = "Replaces the image's working directory.")
    @Nullable
    String workdir;

    @Option(names = "--env", paramLabel = "K=V", description = "An environment variable; repeatable.")
    List<String> environment = List.of();

    @Option(
            names = "--mount",
            paramLabel = "SOURCE:/path[:rw]",
            description = "A bucket (photos or photos/in) or a host directory (/data); repeatable.")
    List<String> mounts = List.of();

    @Option(
            names = "--secret",
            paramLabel = "NAME[=VARIABLE|:/path]",
            description = "A secret of the namespace as an environment variable or a file; repeatable.")
    List<String> secrets = List.of();

    @Option(
            names = "--egress",
            paramLabel = "none|any|HOST:PORT,...",
            description = "What it may connect to; none by default.")
    @Nullable
    String egress;

    @Option(
            names = "--layer",
            paramLabel = "SOURCE:/path",
            description = "A directory seen read-only: image:NAME, image:NAME:/directory, or a host directory;"
                    + " repeatable.")
    List<String> layers = List.of();

    @Option(names = "--label", paramLabel = "K=V", description = "A label; repeatable.")
    List<String> labels = List.of();

    DeployBody body(String image, List<String> command) {
        return new DeployBody(
                image,
                contract,
                command.isEmpty() ? null : command,
                fresh == null ? null : Fresh.parse(fresh).wire(),
                runtime,
                memory == null ? null : DataSize.parse(memory).bytes(),
                timeout == null ? null : Durations.parse(timeout).toMillis(),
                concurrency,
                min,
                max,
                queue,
                environment.isEmpty() ? null : pairs("--env", environment),
                mounts.isEmpty()
                        ? null
                        : mounts.stream().map(m -> Mount.parse(m).toString()).toList(),
                labels.isEmpty() ? null : pairs("--label", labels),
                server(),
                secrets.isEmpty()
                        ? null
                        : secrets.stream()
                                .map(s -> SecretUse.parse(s).toString())
                                .toList(),
                egress == null ? null : Egress.parse(egress).toString(),
                layers.isEmpty()
                        ? null
                        : layers.stream().map(l -> Layer.parse(l).toString()).toList(),
                launch());
    }

    private @Nullable LaunchBody launch() {
        return entrypoint.isEmpty() && workdir == null
                ? null
                : new LaunchBody(entrypoint.isEmpty() ? null : entrypoint, workdir);
    }

    private @Nullable ServerBody server() {
        if (port == null && readyPath == null && startLimit == null && !h2c) {
            return null;
        }
        return new ServerBody(
                port,
                readyPath,
                startLimit == null ? null : Durations.parse(startLimit).toMillis(),
                h2c ? true : null);
    }

    private static Map<String, String> pairs(String option, List<String> texts) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw QuernException.invalid(
                        "'" + text + "' is not a value of " + option, "Write " + option + " NAME=VALUE.");
            }
            pairs.put(text.substring(0, equals), text.substring(equals + 1));
        }
        return pairs;
    }
}
