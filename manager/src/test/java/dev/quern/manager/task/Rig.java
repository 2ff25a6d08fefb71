package dev.quern.manager.task;

import dev.quern.core.function.Contract;
import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Mount;
import dev.quern.core.function.Version;
import dev.quern.core.image.ImageConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.core.value.DataSize;
import dev.quern.core.value.Ids;
import dev.quern.node.ImageSource;
import dev.quern.node.Node;
import dev.quern.node.NodeSettings;
import dev.quern.node.ServerSettings;
import dev.quern.node.admission.Limits;
import dev.quern.node.bucket.BucketSource;
import dev.quern.node.call.CallSpec;
import dev.quern.node.log.CallLogs;
import dev.quern.sandbox.SandboxSettings;
import dev.quern.sandbox.Sandboxes;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import dev.quern.store.task.DirectoryTaskBodies;
import dev.quern.store.task.TaskBodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** A store, a node with real sandboxes on a busybox tree, and managers on them; functions are put into a map. */
final class Rig implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    static final TaskSettings SETTINGS = new TaskSettings(
            Duration.ofSeconds(2),
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            64,
            256,
            Duration.ofSeconds(3),
            8L << 20,
            TaskSettings.DEFAULT.callbacks());

    private static final AtomicInteger NAMES = new AtomicInteger();
    private static final String IMAGE = "sha256:" + "0".repeat(64);

    final Path directory;
    final Store store;
    final TaskBodies bodies;
    final TaskEvents events = new TaskEvents();
    /** Functions may write here, at /shared. */
    final Path shared;

    private final Sandboxes sandboxes;
    private final Path root;
    private final Map<FunctionName, Version> versions = new ConcurrentHashMap<>();

    Rig(Path directory) throws IOException {
        this.directory = directory;
        // Sandboxes' users must be able to pass through to their own directories.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        shared = Files.createDirectory(directory.resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        root = busybox(directory.resolve("root"));
        sandboxes = Sandboxes.open(SandboxSettings.of(directory.resolve("sandboxes")));
        store = Store.open(StoreSettings.embedded(Files.createDirectory(directory.resolve("data"))));
        bodies = new DirectoryTaskBodies(directory.resolve("bodies"));
    }

    Node node(int places) {
        ImageConfig config = new ImageConfig("amd64", "linux", List.of(), List.of(), List.of(), "/", "", Map.of());
        ImageSource images = digest -> Optional.of(new ImageSource.Ready(config, root, 1000, 1000, List.of(), "/"));
        return new Node(
                new NodeSettings(
                        directory.resolve("node" + NAMES.incrementAndGet()),
                        "crun",
                        new Limits(places, 100),
                        16,
                        Duration.ofMinutes(5),
                        List.of(shared),
                        DataSize.ofMebibytes(16),
                        CallLogs.LogLimits.DEFAULT,
                        ServerSettings.DEFAULT),
                images,
                sandboxes,
                BucketSource.NONE,
                records -> {});
    }

    TaskManager manage(Node node, String name, TaskSettings settings) {
        return TaskManager.start(
                store,
                node,
                bodies,
                (function, number) -> Optional.ofNullable(versions.get(function)),
                name,
                settings,
                events);
    }

    static String name() {
        return "n" + NAMES.incrementAndGet();
    }

    FunctionName deploy(String script) {
        return deploy(script, Fresh.PROCESS, Duration.ofSeconds(60), 0);
    }

    /** A function of a namespace of its own that runs a shell script. */
    FunctionName deploy(String script, Fresh fresh, Duration timeout, int concurrency) {
        List<String> command = List.of("/bin/sh", "-c", script, "sh");
        return deployed(config(command, fresh, timeout, concurrency));
    }

    FunctionName deployed(List<String> command) {
        return deployed(config(command, Fresh.PROCESS, Duration.ofSeconds(60), 0));
    }

    /** A function whose container holds manager/src/test/c/kept.c. */
    FunctionName serve(Contract contract, int concurrency, int max, Duration timeout) {
        return serve(contract, concurrency, max, timeout, "/bin/kept", contract.wire());
    }

    FunctionName serve(Contract contract, int concurrency, int max, Duration timeout, String... words) {
        List<String> command = List.of(words);
        FunctionConfig c = config(command, Fresh.PROCESS, timeout, concurrency);
        return deployed(new FunctionConfig(
                contract,
                c.command(),
                Fresh.NONE,
                c.runtime(),
                c.memory(),
                c.timeout(),
                c.concurrency(),
                c.min(),
                max,
                c.queue(),
                c.environment(),
                c.mounts(),
                c.labels(),
                c.serving()));
    }

    private FunctionName deployed(FunctionConfig config) {
        FunctionName function = new FunctionName(name(), name());
        versions.put(function, version(function, config));
        return function;
    }

    Version version(FunctionName function) {
        return Optional.ofNullable(versions.get(function)).orElseThrow();
    }

    /** A call of the function, with 30 seconds before it. */
    CallSpec call(FunctionName function) {
        Version version = version(function);
        Instant now = Instant.now();
        return new CallSpec(
                Ids.next(),
                function.namespace(),
                Optional.of(function),
                version.number(),
                version.imageDigest(),
                version.config(),
                List.of(),
                false,
                "k",
                0,
                now,
                now.plusSeconds(30),
                System.nanoTime() + Duration.ofSeconds(30).toNanos(),
                Optional.empty());
    }

    private static Version version(FunctionName function, FunctionConfig config) {
        return new Version(function, 1, IMAGE, "busybox", config, Instant.now(), "k");
    }

    private FunctionConfig config(List<String> command, Fresh fresh, Duration timeout, int concurrency) {
        FunctionConfig d = FunctionConfig.defaults();
        return new FunctionConfig(
                d.contract(),
                command,
                fresh,
                Optional.empty(),
                DataSize.ofMebibytes(64),
                timeout,
                concurrency,
                0,
                16,
                100,
                Map.of(),
                List.of(new Mount(shared.toString(), "/shared", true)),
                Map.of(),
                d.serving());
    }

    TaskRecord find(UUID task) {
        return store.tasks().reads().find(task).orElseThrow();
    }

    TaskRecord await(UUID task, TaskState state) {
        return awaitTask(task, record -> record.state() == state);
    }

    TaskRecord awaitTask(UUID task, Predicate<TaskRecord> is) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> find(task), is);
    }

    byte[] result(UUID task) {
        return store.tasks().reads().result(task).orElseThrow().body().bytes().orElseThrow();
    }

    /** What a function wrote into the shared directory, once it is there. */
    String awaitFile(String name) {
        Path file = shared.resolve(name);
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> Files.exists(file));
        return text(file);
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        store.close();
        sandboxes.close();
    }

    private static Path busybox(Path root) throws IOException {
        for (String directory : List.of("bin", "proc", "dev", "sys", "tmp", "etc", ".quern", "shared")) {
            Files.createDirectories(root.resolve(directory));
        }
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(Path.of("/usr/bin/busybox"), root.resolve("bin/busybox"));
        Files.setPosixFilePermissions(root.resolve("bin/busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Kept.compile(root.resolve("bin/kept"));
        for (String command : List.of("sh", "cat", "echo", "sleep", "true", "false", "env", "dd", "kill", "touch")) {
            Files.createSymbolicLink(root.resolve("bin").resolve(command), Path.of("busybox"));
        }
        for (String file : List.of("etc/hosts", "etc/resolv.conf", "etc/hostname", ".quern/init")) {
            Files.createFile(root.resolve(file));
        }
        return root;
    }
}
