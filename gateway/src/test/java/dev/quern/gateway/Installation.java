package dev.quern.gateway;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.image.Image;
import dev.quern.core.image.ImageConfig;
import dev.quern.gateway.resource.Aliases;
import dev.quern.gateway.resource.BucketRules;
import dev.quern.gateway.resource.Calls;
import dev.quern.gateway.resource.DeployRules;
import dev.quern.gateway.resource.Functions;
import dev.quern.gateway.resource.Images;
import dev.quern.gateway.resource.Keys;
import dev.quern.gateway.resource.Namespaces;
import dev.quern.gateway.resource.Standing;
import dev.quern.gateway.resource.Versions;
import dev.quern.gateway.routing.Preparation;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.gateway.routing.TakeOver;
import dev.quern.gateway.s3.policy.BucketTable;
import dev.quern.images.ImageSettings;
import dev.quern.images.ImageStore;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A real store and the services on it, one for all tests; each test works in namespaces of its own. */
public final class Installation implements AutoCloseable {
    public static final Principal ADMIN = new Principal("admin", Role.ADMIN, Principal.EVERYWHERE);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    public final Path data;
    public final Store store;
    public final ImageStore trees;
    public final RoutingCache routing;
    public final ConcurrentLinkedDeque<dev.quern.core.call.CallRecord> recent = new ConcurrentLinkedDeque<>();
    public final Functions functions;
    public final Versions versions;
    public final Aliases aliases;
    public final Images images;
    public final Keys keys;
    public final Namespaces namespaces;
    public final Calls calls;

    private Installation() {
        try {
            data = Files.createTempDirectory("quern-gateway");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store = Store.open(StoreSettings.embedded(data));
        trees = ImageStore.open(data.resolve("images"), ImageSettings.defaults());
        routing = RoutingCache.start(store);
        DeployRules rules = new DeployRules(
                () -> List.of("crun", "runc"),
                mount -> mount.source().startsWith("/data/") && !mount.writable(),
                new BucketRules(new BucketTable(store.buckets()), List.of("shared", "partly/open")));
        functions = new Functions(
                store,
                routing,
                new Standing(
                        _ -> Map.of(),
                        _ -> Map.of(),
                        digest -> trees.find(digest).isPresent()));
        TakeOver takeOver = new TakeOver(routing, Preparation.NONE);
        versions = new Versions(store, routing, rules, takeOver);
        aliases = new Aliases(store, routing, takeOver);
        images = new Images(store, trees, routing);
        keys = new Keys(store, routing);
        namespaces = new Namespaces(store, routing);
        calls = new Calls(store, () -> recent);
    }

    public String namespace() {
        return namespaces.put(ADMIN, "n" + NUMBER.incrementAndGet()).name();
    }

    public static Principal developer(String namespace) {
        return new Principal("dev-" + namespace, Role.DEVELOPER, namespace);
    }

    public static Principal invoker(String namespace) {
        return new Principal("inv-" + namespace, Role.INVOKER, namespace);
    }

    /** An image the store knows, without a tree. */
    public Image image(String namespace, String... names) {
        byte[] digest = new byte[32];
        ThreadLocalRandom.current().nextBytes(digest);
        ImageConfig config =
                new ImageConfig("amd64", "linux", List.of("/app"), List.of(), List.of(), "/", "", Map.of());
        Image image = new Image(
                "sha256:" + HexFormat.of().formatHex(digest),
                config,
                1,
                Instant.now().truncatedTo(ChronoUnit.MICROS));
        store.images().add(image, namespace, List.of(names));
        return image;
    }

    @Override
    public void close() throws IOException {
        routing.close();
        store.close();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Hands the one installation to tests that ask for it. */
    public static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Installation.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(Installation.class, _ -> new Installation(), Installation.class);
        }
    }
}
