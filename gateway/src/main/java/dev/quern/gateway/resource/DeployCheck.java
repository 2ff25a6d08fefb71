package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.api.DeployBody;
import dev.quern.core.api.LaunchBody;
import dev.quern.core.api.ServerBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Grants;
import dev.quern.core.function.Launch;
import dev.quern.core.function.Layer;
import dev.quern.core.function.Mount;
import dev.quern.core.function.Serving;
import dev.quern.core.value.DataSize;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a configuration of what a client sent, or says what is wrong with it. */
final class DeployCheck {
    /** Half of what the kernel takes for arguments and environment together, so that a call's own fit too. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int MOST_ENTRIES = 4096;

    private final DeployRules rules;

    DeployCheck(DeployRules rules) {
        this.rules = rules;
    }

    /** The image as named, which JSON may have left out. */
    static String image(DeployBody body) {
        String image = Objects.requireNonNullElse(body.image(), "");
        if (image.isBlank()) {
            throw QuernException.invalid("A version needs an image", "Name it: --image NAME");
        }
        if (image.length() > 1024) {
            throw QuernException.invalid("An image's name has at most 1024 characters");
        }
        return image;
    }

    FunctionConfig config(Principal who, String namespace, DeployBody body) {
        FunctionConfig defaults = FunctionConfig.defaults();
        List<String> command = list("command", body.command());
        Map<String, String> environment = map("environment", body.environment());
        requireFits(command, environment);
        Grants grants = Grants.parse(body.secrets(), body.egress());
        rules.grants().require(namespace, grants);
        Launch launch = LaunchBody.launch(body.launch());
        requireFits(launch.entrypoint(), environment);
        Contract contract = body.contract() == null ? defaults.contract() : Contract.parse(body.contract());
        return new FunctionConfig(
                contract,
                command,
                body.fresh() == null
                        ? (contract.isServer() ? Fresh.NONE : defaults.fresh())
                        : Fresh.parse(body.fresh()),
                runtime(body.runtime()),
                body.memoryBytes() == null ? defaults.memory() : new DataSize(body.memoryBytes()),
                body.timeoutMillis() == null ? defaults.timeout() : Duration.ofMillis(body.timeoutMillis()),
                number(
                        body.concurrency(),
                        contract.isConcurrent()
                                ? FunctionConfig.DEFAULT_AT_ONCE
                                : contract.isServer() ? 1 : defaults.concurrency()),
                number(body.min(), defaults.min()),
                number(body.max(), Math.max(defaults.max(), number(body.min(), 0))),
                number(body.queue(), defaults.queue()),
                environment,
                mounts(who, namespace, list("mounts", body.mounts())),
                map("labels", body.labels()),
                serving(contract, body.server()),
                grants,
                layers(list("layers", body.layers()), list("mounts", body.mounts())),
                launch);
    }

    private static Serving serving(Contract contract, @Nullable ServerBody server) {
        if (contract == Contract.LAMBDA && server != null && (server.port() != null || server.readyPath() != null)) {
            throw QuernException.invalid(
                    "A function of the contract lambda has neither --port nor --ready-path",
                    "Leave them out: it is ready when it asks for its first event.");
        }
        Serving serving = ServerBody.serving(server);
        if (serving.h2c() && contract != Contract.HTTP) {
            throw QuernException.invalid(
                    "A function of the contract " + contract.wire() + " is not spoken to in HTTP/2",
                    "Leave --h2c out, or deploy it with --contract http.");
        }
        return serving;
    }

    private Optional<String> runtime(@Nullable String name) {
        if (name == null) {
            return Optional.empty();
        }
        List<String> known = rules.runtimes().get();
        if (!known.contains(name)) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "No node has the runtime '" + name + "'",
                    "Use one of: " + String.join(", ", known) + ".");
        }
        return Optional.of(name);
    }

    private List<Mount> mounts(Principal who, String namespace, List<String> texts) {
        List<Mount> mounts = texts.stream().map(Mount::parse).toList();
        Set<String> targets = new HashSet<>();
        for (Mount mount : mounts) {
            if (!targets.add(mount.target())) {
                throw QuernException.invalid("Two mounts share the target " + mount.target());
            }
            if (mount.isBucket()) {
                rules.buckets().requireDeploy(who, namespace, mount);
            } else if (!rules.allowedMount().test(mount)) {
                throw notAllowed("mount " + mount);
            }
        }
        return mounts;
    }

    private List<Layer> layers(List<String> texts, List<String> mounts) {
        List<Layer> layers = texts.stream().map(Layer::parse).toList();
        LayerRules.requireApart(layers, mounts.stream().map(Mount::parse).toList());
        for (Layer layer : layers) {
            if (layer.image().isEmpty()
                    && !rules.allowedMount().test(new Mount(layer.directory(), layer.target(), false))) {
                throw notAllowed("layer " + layer);
            }
        }
        return layers;
    }

    private static QuernException notAllowed(String what) {
        return new QuernException(
                ErrorCode.FORBIDDEN,
                "The " + what + " is not allowed here",
                "Ask the operator to add its source to the server's list of allowed mounts.");
    }

    private static int number(@Nullable Integer value, int otherwise) {
        return value == null ? otherwise : value;
    }

    /** JSON may hold null where our types do not. */
    private static List<String> list(String what, @Nullable List<String> values) {
        List<String> given = values == null ? List.of() : values;
        requireWhole(what, given);
        return List.copyOf(given);
    }

    private static Map<String, String> map(String what, @Nullable Map<String, String> values) {
        Map<String, String> given = values == null ? Map.of() : values;
        requireWhole(what, given.values());
        return Map.copyOf(given);
    }

    private static void requireWhole(String what, Collection<String> values) {
        if (values.stream().anyMatch(Objects::isNull)) {
            throw QuernException.invalid("null is not a value of " + what);
        }
        if (values.size() > MOST_ENTRIES) {
            throw QuernException.invalid(what + " has at most " + MOST_ENTRIES + " entries");
        }
    }

    private static void requireFits(List<String> command, Map<String, String> environment) {
        long sum = 0;
        for (String argument : command) {
            sum += bytes(argument);
        }
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            sum += bytes(variable.getKey()) + bytes(variable.getValue());
        }
        if (sum > MOST_BYTES) {
            throw QuernException.invalid(
                    "Command and environment have " + sum + " bytes together, at most " + MOST_BYTES + " fit",
                    "Put large values into the image or send them as the request body.");
        }
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length + 1L;
    }
}
