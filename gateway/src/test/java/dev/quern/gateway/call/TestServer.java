package dev.quern.gateway.call;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Serving;
import dev.quern.core.function.Version;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Selector;
import dev.quern.core.value.DataSize;
import dev.quern.gateway.http.ApiHandler;
import dev.quern.gateway.http.Caller;
import dev.quern.gateway.http.HttpServer;
import dev.quern.gateway.http.HttpSettings;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.http.Router;
import dev.quern.gateway.server.ServerRoutes;
import dev.quern.node.ImageSource;
import dev.quern.node.Node;
import dev.quern.node.NodeSettings;
import dev.quern.node.ServerSettings;
import dev.quern.node.admission.Limits;
import dev.quern.node.bucket.BucketSource;
import dev.quern.node.egress.EgressSettings;
import dev.quern.node.log.CallLogs;
import dev.quern.node.secret.SecretSource;
import dev.quern.sandbox.SandboxSettings;
import dev.quern.sandbox.Sandboxes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A gateway and a node with real sandboxes on a busybox tree, without a store: functions are put into
 * a map. Key {@code test} is an admin's.
 */
final class TestServer implements AutoCloseable {
    static final String KEY = "test";
    /** May call in the default namespace, one call at once. */
    static final String LIMITED = "limited";

    final Node node;
    final int port;
    /** The image of all functions. */
    final Path root;

    private final Map<String, Version> functions = new ConcurrentHashMap<>();
    private final Map<String, ImageSource.Ready> images = new ConcurrentHashMap<>();
    private final Sandboxes sandboxes;
    private final HttpServer http;

    TestServer(Path directory, Limits limits) throws IOException {
        this(directory, limits, SecretSource.NONE, EgressSettings.DEFAULT);
    }

    TestServer(Path directory, Limits limits, SecretSource secrets, EgressSettings egress) throws IOException {
        Files.createDirectories(directory);
        // Sandboxes' users must be able to pass through to their own directories.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = busybox(directory.resolve("root"));
        sandboxes = Sandboxes.open(SandboxSettings.of(directory.resolve("sandboxes")));
        ImageConfig config = new ImageConfig("amd64", "linux", List.of(), List.of(), List.of(), "/", "", Map.of());
        ImageSource.Ready busybox = new ImageSource.Ready(config, root, 1000, 1000, List.of(), "/");
        node = new Node(
                new NodeSettings(
                        directory.resolve("node"),
                        "crun",
                        limits,
                        16,
                        Duration.ofMinutes(5),
                        List.of(),
                        DataSize.ofMebibytes(16),
                        CallLogs.LogLimits.DEFAULT,
                        ServerSettings.DEFAULT),
                digest -> Optional.of(images.getOrDefault(digest, busybox)),
                sandboxes,
                BucketSource.NONE,
                secrets,
                egress,
                records -> {});
        Routing routing = new Routing() {
            @Override
            public Version resolve(FunctionName function, Selector selector) {
                return Optional.ofNullable(functions.get(function.name()))
                        .orElseThrow(() -> new QuernException(ErrorCode.FUNCTION_NOT_FOUND, "no " + function));
            }

            @Override
            public boolean mayCall(Principal who, FunctionName function) {
                return who.may(Role.INVOKER, function.namespace());
            }

            @Override
            public String imageDigest(String namespace, String image) {
                return "sha256:busybox";
            }
        };
        ServerRoutes servers = new ServerRoutes(routing, node);
        List<Route> routes = new ArrayList<>(new CallRoutes(routing, new CallAction(node), servers).routes());
        routes.addAll(servers.routes());
        routes.addAll(new LogRoutes(
                        node,
                        (who, id) -> node.recent()
                                .find(java.util.UUID.fromString(id))
                                .orElseThrow())
                .routes());
        http = new HttpServer(
                new HttpSettings("127.0.0.1", 0, Optional.empty(), false),
                new ApiHandler(new Router(routes), TestServer::caller, () -> true));
        http.start();
        port = http.port();
    }

    private static Optional<Caller> caller(String bearer) {
        return switch (bearer) {
            case KEY -> Optional.of(new Caller(new Principal("k", Role.ADMIN, Principal.EVERYWHERE), 0));
            case LIMITED -> Optional.of(new Caller(new Principal("l", Role.INVOKER, "default"), 1));
            default -> Optional.empty();
        };
    }

    void deploy(String name, String... command) {
        deploy(name, Fresh.CONTAINER, Duration.ofSeconds(60), 100, command);
    }

    void deploy(String name, Fresh fresh, Duration timeout, int queue, String... command) {
        FunctionConfig d = FunctionConfig.defaults();
        functions.put(
                name,
                new Version(
                        new FunctionName("default", name),
                        1,
                        "sha256:busybox",
                        "busybox",
                        new FunctionConfig(
                                d.contract(),
                                List.of(command),
                                fresh,
                                Optional.empty(),
                                DataSize.ofMebibytes(64),
                                timeout,
                                0,
                                0,
                                16,
                                queue,
                                Map.of(),
                                List.of(),
                                Map.of(),
                                d.serving()),
                        Instant.now(),
                        "k"));
    }

    void put(String name, FunctionConfig config) {
        functions.put(
                name,
                new Version(
                        new FunctionName("default", name), 1, "sha256:busybox", "busybox", config, Instant.now(), "k"));
    }

    /** A function whose container holds gateway/src/test/c/server.c. */
    void serve(String name, Duration timeout, int concurrency, int max, int queue, Serving serving, String... command) {
        FunctionConfig d = FunctionConfig.defaults();
        functions.put(
                name,
                new Version(
                        new FunctionName("default", name),
                        1,
                        "sha256:busybox",
                        "busybox",
                        new FunctionConfig(
                                Contract.HTTP,
                                List.of(command),
                                Fresh.NONE,
                                Optional.empty(),
                                DataSize.ofMebibytes(64),
                                timeout,
                                concurrency,
                                0,
                                max,
                                queue,
                                Map.of(),
                                List.of(),
                                Map.of(),
                                serving),
                        Instant.now(),
                        "k"));
    }

    /** A function of an image of its own. */
    void put(String name, ImageSource.Ready image, FunctionConfig config) {
        images.put("sha256:" + name, image);
        functions.put(
                name,
                new Version(new FunctionName("default", name), 7, "sha256:" + name, name, config, Instant.now(), "k"));
    }

    static String path(String function) {
        return "/v1/functions/default/" + function + "/calls";
    }

    @Override
    public void close() {
        http.close();
        node.close();
        sandboxes.close();
    }

    private static Path busybox(Path root) throws IOException {
        for (String directory : List.of("bin", "proc", "dev", "sys", "tmp", "etc", ".quern")) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(Path.of("/usr/bin/busybox"), root.resolve("bin/busybox"));
        compile(Path.of("src/test/c/server.c"), root.resolve("bin/server"));
        Files.setPosixFilePermissions(root.resolve("bin/busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String command : List.of("sh", "cat", "echo", "sleep", "head", "true", "false", "env", "ls", "id", "dd")) {
            Files.createSymbolicLink(root.resolve("bin").resolve(command), Path.of("busybox"));
        }
        for (String file : List.of("etc/hosts", "etc/resolv.conf", "etc/hostname", ".quern/init")) {
            Files.createFile(root.resolve(file));
        }
        return root;
    }

    private static void compile(Path source, Path program) throws IOException {
        Process gcc = new ProcessBuilder(
                        "gcc", "-O1", "-static", "-pthread", "-o", program.toString(), source.toString())
                .redirectErrorStream(true)
                .start();
        String messages = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (gcc.waitFor() != 0) {
                throw new IOException(messages);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
