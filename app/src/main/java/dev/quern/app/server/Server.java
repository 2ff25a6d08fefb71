package dev.quern.app.server;

import dev.quern.app.mount.StoredBuckets;
import dev.quern.core.error.QuernException;
import dev.quern.gateway.call.CallAction;
import dev.quern.gateway.http.HttpServer;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.BucketRules;
import dev.quern.gateway.s3.S3Server;
import dev.quern.gateway.s3.policy.BucketTable;
import dev.quern.images.ImageSettings;
import dev.quern.images.ImageStore;
import dev.quern.manager.task.TaskEvents;
import dev.quern.manager.task.TaskManager;
import dev.quern.node.Node;
import dev.quern.node.NodeSettings;
import dev.quern.node.admission.Limits;
import dev.quern.node.log.CallLogs;
import dev.quern.objects.ObjectStore;
import dev.quern.registry.Registry;
import dev.quern.registry.Upkeep;
import dev.quern.sandbox.SandboxSettings;
import dev.quern.sandbox.Sandboxes;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import dev.quern.store.lock.DataLock;
import dev.quern.store.task.TaskBodies;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;

/**
 * All roles in one process: store, images, node and gateway on one data directory.
 *
 * <p>Parts are opened in order and closed in reverse; a part that fails to open takes those before it
 * down again.
 */
public final class Server implements AutoCloseable {
    private final ServerConfig config;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Node node;
    private final TaskEvents events = new TaskEvents();
    private final TaskManager tasks;
    private final Gateway gateway;
    private final List<Route> routes;
    private final HttpServer http;
    private final Optional<S3Server> s3;

    private Server(ServerConfig config) {
        this.config = config;
        try {
            open(DataLock.acquire(config.data()));
            // The two slow parts at once: starting PostgreSQL, and looking at the machine's runtimes.
            Sandboxes sandboxes;
            Store store;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                CompletableFuture<Sandboxes> opening = CompletableFuture.supplyAsync(
                        () -> Sandboxes.open(new SandboxSettings(
                                RunDirectory.of(config.data()),
                                runtimes(config),
                                SandboxSettings.DEFAULT_PIDS,
                                config.idBase(),
                                SandboxSettings.DEFAULT_START_LIMIT,
                                SandboxSettings.DEFAULT_PREDECESSOR_LIMIT)),
                        threads);
                try {
                    store = open(Store.open(storeSettings(config)));
                } finally {
                    sandboxes = open(join(opening));
                }
            }
            ImageStore images =
                    open(ImageStore.open(config.data().resolve("images"), ImageSettings.defaults(), config.pulls()));
            ObjectStore objects = open(Objects.open(config, store));
            TaskBodies bodies = Objects.taskBodies(config, objects);
            Registry registry = Objects.registry(config, store, objects);
            BucketRules mountable = new BucketRules(new BucketTable(store.buckets()), config.mountBuckets());
            node = open(new Node(
                    nodeSettings(config, sandboxes),
                    new NodeImages(images, registry.manifests()),
                    sandboxes,
                    new StoredBuckets(objects, mountable),
                    store.calls()::insert));
            tasks = open(TaskManager.start(
                    store, node, bodies, store.versions()::find, NodeName.of(config.data()), config.tasks(), events));
            Releases releases = new Releases(store, node);
            gateway = open(new Gateway(
                    config, store, images, node, sandboxes, mountable, bodies, events, tasks, registry, releases));
            open(releases);
            open(Upkeep.start(registry, config.registry()));
            routes = gateway.routes(new CallAction(node));
            http = open(new HttpServer(config.http(), gateway.handler(routes)));
            http.start();
            String certificate = config.http()
                    .tls()
                    .map(tls -> tls.certificate().toAbsolutePath().toString())
                    .orElse(null);
            s3 = config.s3()
                    .map(settings ->
                            open(new S3Server(settings, store, objects, gateway.routing(), InstantSource.system())));
            s3.ifPresent(S3Server::start);
            String s3Url = s3.map(S3Server::url).orElse(null);
            new ServerFile(http.url(), ProcessHandle.current().pid(), certificate, s3Url).write(config.data());
        } catch (RuntimeException | Error e) {
            closeParts();
            throw e;
        }
    }

    /** Starts a server; returns when it is ready for calls. */
    public static Server start(ServerConfig config) {
        return new Server(config);
    }

    public String url() {
        return http.url();
    }

    /** Where S3 clients are served. */
    public Optional<String> s3Url() {
        return s3.map(S3Server::url);
    }

    List<Route> routes() {
        return routes;
    }

    /** The file with the first admin key. */
    public Path keyFile() {
        return config.data().resolve(StoreSettings.ADMIN_KEY);
    }

    /** The same key as an AWS credentials file. */
    public Path s3CredentialsFile() {
        return config.data().resolve(StoreSettings.ADMIN_S3);
    }

    /** Lets running calls and tasks finish within the grace time, then ends everything. */
    @Override
    public void close() {
        ServerFile.remove(config.data());
        try (var together = Executors.newVirtualThreadPerTaskExecutor()) {
            together.execute(() -> tasks.drain(config.grace()));
            node.drain(config.grace());
        }
        gateway.endWaits();
        closeParts();
    }

    private <T extends AutoCloseable> T open(T part) {
        parts.push(part);
        return part;
    }

    private void closeParts() {
        RuntimeException failure = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (RuntimeException e) {
                failure = e;
            } catch (Exception e) {
                failure = new IllegalStateException(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof QuernException q ? q : e;
        }
    }

    private static List<String> runtimes(ServerConfig config) {
        return config.runtime()
                .map(first -> List.of("crun", "runc").contains(first)
                        ? first.equals("crun") ? List.of("crun", "runc") : List.of("runc", "crun")
                        : List.of(first))
                .orElse(List.of("crun", "runc"));
    }

    private static StoreSettings storeSettings(ServerConfig config) {
        StoreSettings d = StoreSettings.embedded(config.data());
        return new StoreSettings(
                config.data(),
                config.storeUrlFile(),
                Optional.empty(),
                d.connections(),
                d.statementTimeout(),
                config.callAge());
    }

    private static NodeSettings nodeSettings(ServerConfig config, Sandboxes sandboxes) {
        return new NodeSettings(
                config.data().resolve("node"),
                sandboxes.runtimes().getFirst(),
                new Limits(config.running(), config.queue()),
                config.readyAtMost(),
                config.poolIdle(),
                config.mountAllow(),
                config.mountSpool(),
                new CallLogs.LogLimits(
                        config.logPerCall().bytes(), config.logTotal().bytes(), config.logAge()),
                config.servers());
    }
}
