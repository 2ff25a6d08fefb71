package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * All that a version says besides its image; immutable with it.
 *
 * @param command replaces the image's CMD when not empty; the image's ENTRYPOINT stays before it
 * @param runtime an OCI runtime's name ({@code crun}, {@code runc}); empty means the node's choice
 * @param memory limit of the sandbox's cgroup, 16Mi to 1Ti
 * @param timeout from admission to the end of the call, 1 ms to 24 h
 * @param concurrency running calls of this version on a node, 0 for no limit of its own; of a server calls at once
 *     in one instance, at least 1
 * @param min sandboxes kept ready, or instances kept, even without calls, 0 to 1000
 * @param max sandboxes or instances at most (ready, running and being made), 1 to 10,000
 * @param queue calls that may wait on the node for this version, 0 to 10,000
 * @param launch how the program is started, where that is not as the image says
 */
public record FunctionConfig(
        Contract contract,
        List<String> command,
        Fresh fresh,
        Optional<String> runtime,
        DataSize memory,
        Duration timeout,
        int concurrency,
        int min,
        int max,
        int queue,
        Map<String, String> environment,
        List<Mount> mounts,
        Map<String, String> labels,
        Serving serving,
        Grants grants,
        List<Layer> layers,
        Launch launch) {
    public static final DataSize DEFAULT_MEMORY = DataSize.ofMebibytes(256);
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);
    public static final int DEFAULT_MAX = 64;
    public static final int DEFAULT_QUEUE = 100;
    /** Of one instance of a server. */
    public static final int DEFAULT_AT_ONCE = 100;
    /** argv and environment together must leave room under the kernel's limit for one string and for all. */
    public static final int MAX_STRING = 128 * 1024 - 1;

    private static final Duration MOST_TIMEOUT = Duration.ofHours(24);

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,254}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,126}");

    public FunctionConfig {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        mounts = List.copyOf(mounts);
        labels = Map.copyOf(labels);
        layers = List.copyOf(layers);
        range("memory", memory.bytes(), 16L << 20, 1L << 40, "16Mi to 1Ti");
        range("timeout", bounded(timeout).toMillis(), 1, MOST_TIMEOUT.toMillis(), "1ms to 24h");
        range("concurrency", concurrency, 0, 10_000, "0 (no limit) to 10000");
        range("min", min, 0, 1_000, "0 to 1000");
        range("max", max, 1, 10_000, "1 to 10000");
        range("queue", queue, 0, 10_000, "0 to 10000");
        if (min > max) {
            throw QuernException.invalid("--min " + min + " is above --max " + max);
        }
        if (contract.isServer() != (fresh == Fresh.NONE)) {
            throw QuernException.invalid(
                    contract.isServer()
                            ? "A server is kept for many calls: --contract " + contract.wire() + " has no --fresh "
                                    + fresh.wire()
                            : "--fresh none is for servers",
                    contract.isServer() ? "Leave --fresh out." : "Use container or process.");
        }
        if (contract.isServer()) {
            range("concurrency", concurrency, 1, 10_000, "1 to 10000");
            if (concurrency > 1 && !contract.isConcurrent()) {
                throw QuernException.invalid(
                        "A container with --contract " + contract.wire() + " takes one call at a time",
                        "Leave --concurrency out; --max is the number of instances.");
            }
        }
        command.forEach(FunctionConfig::argument);
        environment.forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches()) {
                throw QuernException.invalid("'" + name + "' is not an environment variable's name");
            }
            if (name.startsWith("QUERN_")) {
                throw QuernException.invalid("'" + name + "': names starting with QUERN_ belong to the platform");
            }
            argument(value);
        });
        grants.requirePlaces(environment, mounts, layers);
        labels.forEach((name, value) -> {
            if (!LABEL.matcher(name).matches() || value.length() > 1024) {
                throw QuernException.invalid("'" + name + "' is not a label");
            }
        });
    }

    /** One that is given nothing besides its image. */
    public FunctionConfig(
            Contract contract,
            List<String> command,
            Fresh fresh,
            Optional<String> runtime,
            DataSize memory,
            Duration timeout,
            int concurrency,
            int min,
            int max,
            int queue,
            Map<String, String> environment,
            List<Mount> mounts,
            Map<String, String> labels,
            Serving serving) {
        this(
                contract,
                command,
                fresh,
                runtime,
                memory,
                timeout,
                concurrency,
                min,
                max,
                queue,
                environment,
                mounts,
                labels,
                serving,
                Grants.NONE,
                List.of(),
                Launch.IMAGE);
    }

    /** The configuration of a call of an image that no function names. */
    public static FunctionConfig defaults() {
        return new FunctionConfig(
                Contract.STDIO,
                List.of(),
                Fresh.CONTAINER,
                Optional.empty(),
                DEFAULT_MEMORY,
                DEFAULT_TIMEOUT,
                0,
                0,
                DEFAULT_MAX,
                DEFAULT_QUEUE,
                Map.of(),
                List.of(),
                Map.of(),
                Serving.DEFAULT);
    }

    public FunctionConfig withLayers(List<Layer> others) {
        return new FunctionConfig(
                contract,
                command,
                fresh,
                runtime,
                memory,
                timeout,
                concurrency,
                min,
                max,
                queue,
                environment,
                mounts,
                labels,
                serving,
                grants,
                others,
                launch);
    }

    /** Whether it has a layer from the image with this digest. */
    public boolean hasLayer(String imageDigest) {
        return layers.stream().anyMatch(layer -> layer.digest().stream().anyMatch(imageDigest::equals));
    }

    /** Checks one argv or environment string: no NUL, at most 128 KiB less one. */
    public static void argument(String value) {
        if (value.indexOf('\0') >= 0) {
            throw QuernException.invalid("Arguments and environment values cannot hold a NUL character");
        }
        if (value.length() > MAX_STRING
                || value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_STRING) {
            throw QuernException.invalid(
                    "One argument or environment value is longer than 131071 bytes, the kernel's limit",
                    "Send large input as the request body.");
        }
    }

    /** A duration of milliseconds that fit a long, out of range if {@code d} was. */
    private static Duration bounded(Duration d) {
        return d.isNegative() ? Duration.ZERO : d.compareTo(MOST_TIMEOUT) > 0 ? MOST_TIMEOUT.plusMillis(1) : d;
    }

    private static void range(String what, long value, long low, long high, String text) {
        if (value < low || value > high) {
            throw QuernException.invalid("--" + what + " is out of range", "Use " + text + ".");
        }
    }
}
