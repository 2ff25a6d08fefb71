package dev.quern.app.server;

import dev.quern.gateway.api.ImageRoutes;
import dev.quern.gateway.api.OpenApi;
import dev.quern.gateway.api.ResourceRoutes;
import dev.quern.gateway.build.BuildRoutes;
import dev.quern.gateway.build.NamespaceImages;
import dev.quern.gateway.call.CallAction;
import dev.quern.gateway.call.CallRoutes;
import dev.quern.gateway.call.LogRoutes;
import dev.quern.gateway.call.LogText;
import dev.quern.gateway.http.ApiHandler;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.http.Router;
import dev.quern.gateway.metric.MetricRoutes;
import dev.quern.gateway.registry.PushedImages;
import dev.quern.gateway.registry.RegistryHandler;
import dev.quern.gateway.release.ReleaseRoutes;
import dev.quern.gateway.release.Rollouts;
import dev.quern.gateway.release.Scaling;
import dev.quern.gateway.resource.Aliases;
import dev.quern.gateway.resource.BucketRules;
import dev.quern.gateway.resource.Calls;
import dev.quern.gateway.resource.DeployRules;
import dev.quern.gateway.resource.Functions;
import dev.quern.gateway.resource.GrantRules;
import dev.quern.gateway.resource.ImageLimit;
import dev.quern.gateway.resource.Images;
import dev.quern.gateway.resource.Keys;
import dev.quern.gateway.resource.Namespaces;
import dev.quern.gateway.resource.Standing;
import dev.quern.gateway.resource.Versions;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.gateway.routing.TakeOver;
import dev.quern.gateway.secret.SecretCache;
import dev.quern.gateway.secret.SecretRoutes;
import dev.quern.gateway.server.ServerRoutes;
import dev.quern.gateway.task.TaskApi;
import dev.quern.gateway.usage.UsageRoutes;
import dev.quern.images.ImageStore;
import dev.quern.manager.build.BuildManager;
import dev.quern.manager.task.TaskEvents;
import dev.quern.manager.task.TaskSignals;
import dev.quern.node.Node;
import dev.quern.registry.Registry;
import dev.quern.sandbox.Sandboxes;
import dev.quern.store.Store;
import dev.quern.store.task.TaskBodies;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;

/** The gateway's parts put together: what it knows in memory, and its one route table. */
final class Gateway implements AutoCloseable {
    private final ServerConfig config;
    private final Store store;
    private final ImageStore trees;
    private final Node node;
    private final Sandboxes sandboxes;
    private final BucketRules mountable;
    private final SecretCache secrets;
    private final RoutingCache routing;
    private final TaskApi tasks;
    private final Images images;
    private final BuildManager builds;
    private final Registry registry;
    private final Releases releases;
    private final PushedImages pushed;
    private final ImageLimit limit;

    Gateway(
            ServerConfig config,
            Store store,
            ImageStore trees,
            Node node,
            Sandboxes sandboxes,
            BucketRules mountable,
            SecretCache secrets,
            TaskBodies bodies,
            TaskEvents events,
            TaskSignals signals,
            Registry registry,
            Releases releases) {
        this.config = config;
        this.store = store;
        this.trees = trees;
        this.node = node;
        this.sandboxes = sandboxes;
        this.mountable = mountable;
        this.secrets = secrets;
        this.routing = RoutingCache.start(store);
        this.images = new Images(store, trees, routing);
        this.registry = registry;
        this.releases = releases;
        this.pushed = new PushedImages(registry, images);
        this.limit = new ImageLimit(
                trees, images, registry.manifests(), node::usesImage, config.imageBytes(), InstantSource.system());
        limit.start();
        routing.lookBeyond(pushed, pushed::forget);
        routing.onFunctions(this::keepReady);
        routing.onSecrets(name -> name.ifPresentOrElse(secrets::refresh, secrets::refreshAll));
        this.tasks = new TaskApi(store, routing, bodies, events, signals, new LogText(node.logs()));
        this.builds = BuildManager.start(
                config.data(),
                String.valueOf(RunDirectory.of(config.data()).getFileName()),
                config.builds(),
                store.builds(),
                new NamespaceImages(images, trees, routing, config.builds().baseMirror(), registry, pushed::forget));
    }

    List<Route> routes(CallAction action) {
        ServerRoutes servers = new ServerRoutes(routing, node);
        Calls calls = new Calls(store, node.recent()::all);
        TakeOver takeOver = new TakeOver(routing, releases);
        Standing standing = new Standing(
                node::versions, node::instances, digest -> trees.find(digest).isPresent());
        ResourceRoutes resources = new ResourceRoutes(
                new Functions(store, routing, standing),
                new Versions(
                        store,
                        routing,
                        new DeployRules(
                                sandboxes::runtimes,
                                mount -> mount.isBeneath(config.mountAllow()),
                                mountable,
                                grants(),
                                new NodeImages(trees, registry.manifests())),
                        takeOver),
                new Aliases(store, routing, takeOver),
                images,
                new Keys(store, routing),
                new Namespaces(store, routing),
                calls,
                node::forgetImage);
        return Stream.of(
                        new CallRoutes(routing, action, servers).routes(),
                        servers.routes(),
                        new LogRoutes(node, calls::find).routes(),
                        new SecretRoutes(store.secrets(), secrets, routing).routes(),
                        new ImageRoutes(images, config.data()).routes(),
                        resources.routes(),
                        new ReleaseRoutes(
                                        new Scaling(store.scales(), routing, standing, node.serverMemory()),
                                        new Rollouts(store, routing, takeOver, releases::begun))
                                .routes(),
                        tasks.routes(),
                        new BuildRoutes(builds, store.builds()).routes(),
                        new UsageRoutes(store.usage(), config.cpuSecondPrice()).routes(),
                        new MetricRoutes(node).routes(),
                        OpenApi.routes())
                .flatMap(List::stream)
                .toList();
    }

    private GrantRules grants() {
        return new GrantRules(name -> store.secrets().find(name).isPresent(), node::egressLack);
    }

    RoutingCache routing() {
        return routing;
    }

    /** The registry's protocol in front of everything else. */
    Handler handler(List<Route> routes) {
        return new RegistryHandler(
                new ApiHandler(new Router(routes), routing, store::ready), registry, routing, pushed::forget);
    }

    /** Before the HTTP server stops, which waits for requests under way. */
    void endWaits() {
        builds.stop();
        tasks.endWaits();
    }

    @Override
    public void close() {
        builds.close();
        limit.close();
        tasks.close();
        routing.close();
    }

    private void keepReady() {
        node.keepReady(routing.aliased().stream()
                .map(v -> Releases.ready(v, routing.scale(v.function(), v.number())))
                .toList());
    }
}
