package dev.quern.gateway.routing;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.AliasTarget;
import dev.quern.core.function.Sharing;
import dev.quern.core.function.Version;
import dev.quern.core.name.FunctionName;
import dev.quern.core.name.Ref;
import dev.quern.core.name.Selector;
import dev.quern.core.secret.SecretName;
import dev.quern.core.task.RetryPolicy;
import dev.quern.gateway.call.Routing;
import dev.quern.gateway.http.Authenticator;
import dev.quern.gateway.http.Caller;
import dev.quern.store.Store;
import dev.quern.store.key.Bearer;
import dev.quern.store.key.StoredKey;
import dev.quern.store.routing.RoutingChange;
import dev.quern.store.routing.RoutingListener;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Functions, their policies, who may call them, keys and image names, all of them, read by calls without a lock and without the database.
 * What this gateway changes it refreshes itself before it answers; what others change comes by
 * notification, and a reload now and then makes up for lost ones.
 *
 * <p>Every refresh reads and installs under one lock, so what was read earlier never replaces what was
 * read later.
 */
public final class RoutingCache implements Routing, Authenticator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RoutingCache.class);

    private final Store store;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile Map<FunctionName, FunctionTable> functions = new ConcurrentHashMap<>();
    private volatile Map<FunctionName, RetryPolicy> policies = new ConcurrentHashMap<>();
    private volatile Map<FunctionName, Sharing> shared = new ConcurrentHashMap<>();
    private volatile Map<String, StoredKey> keys = new ConcurrentHashMap<>();
    private volatile ImageTable images = ImageTable.EMPTY;
    private volatile Latest onFunctions = new Latest(() -> {});
    private volatile Runnable onImages = () -> {};
    private volatile ImageFinder beyond = (_, _, _) -> Optional.empty();
    private volatile Consumer<Optional<SecretName>> onSecrets = _ -> {};
    private final RoutingListener listener;

    private RoutingCache(Store store) {
        this.store = store;
        reload();
        this.listener = store.listen(this::hear);
    }

    /** Loads everything and starts listening; closed before the store. */
    public static RoutingCache start(Store store) {
        return new RoutingCache(store);
    }

    @Override
    public Version resolve(FunctionName function, Selector selector) {
        return resolve(function, selector, _ -> Optional.empty());
    }

    @Override
    public Version resolve(FunctionName function, Selector selector, Function<String, Optional<String>> header) {
        return Optional.ofNullable(functions.get(function))
                .orElseThrow(() -> new QuernException(
                        ErrorCode.FUNCTION_NOT_FOUND,
                        "There is no function '" + function + "'",
                        "See 'quern function ls'; 'quern deploy' makes one."))
                .resolve(function, selector, header);
    }

    /** What an alias names. */
    public Optional<AliasTarget> target(FunctionName function, String alias) {
        return Optional.ofNullable(functions.get(function))
                .flatMap(table -> Optional.ofNullable(table.aliases().get(alias)));
    }

    /** The number of instances that a version was given. */
    public OptionalInt scale(FunctionName function, int version) {
        return Optional.ofNullable(functions.get(function))
                .flatMap(table -> Optional.ofNullable(table.scales().get(version)))
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    @Override
    public boolean mayCall(Principal who, FunctionName function) {
        return who.may(Role.INVOKER, function.namespace())
                || shared.getOrDefault(function, Sharing.PRIVATE).includes(who.namespace());
    }

    /** What holds for the function's tasks. */
    public RetryPolicy policy(FunctionName function) {
        return policies.getOrDefault(function, RetryPolicy.DEFAULT);
    }

    /**
     * By name, where {@code busybox} also finds {@code docker.io/library/busybox:latest}, or by digest or
     * at least 6 digits of it.
     *
     * @throws QuernException image_not_found; invalid_argument when several digests begin so
     */
    @Override
    public String imageDigest(String namespace, String image) {
        if (!ImageTable.isDigest(image)) {
            return images.named(namespace, image).orElseThrow(() -> unknown(namespace, image));
        }
        Set<String> found = images.beginning(namespace, image);
        functions.forEach((name, table) -> {
            if (name.namespace().equals(namespace)) {
                table.versions().values().stream()
                        .flatMap(version -> Stream.concat(
                                Stream.of(version.imageDigest()),
                                version.config().layers().stream().flatMap(layer -> layer.digest().stream())))
                        .filter(digest -> digest.startsWith(image))
                        .forEach(found::add);
            }
        });
        if (found.size() > 1) {
            throw QuernException.invalid(
                    "'" + image + "' is the beginning of " + found.size() + " digests", "Write more of the digest.");
        }
        return found.stream().findFirst().orElseThrow(() -> unknown(namespace, image));
    }

    @Override
    public String fetchImage(Principal who, String namespace, String image) {
        try {
            return imageDigest(namespace, image);
        } catch (QuernException e) {
            if (e.code() != ErrorCode.IMAGE_NOT_FOUND) {
                throw e;
            }
            return beyond.find(who, namespace, image).orElseThrow(() -> e);
        }
    }

    /**
     * Asks {@code finder} for images that are not loaded.
     *
     * @param onChange runs when images, their names or the registry's tags changed
     */
    public void lookBeyond(ImageFinder finder, Runnable onChange) {
        beyond = finder;
        onImages = onChange;
    }

    /** Secrets are compared in constant time. */
    @Override
    public Optional<Caller> authenticate(String bearer) {
        return Bearer.parse(bearer)
                .flatMap(shown -> Optional.ofNullable(keys.get(shown.id())).filter(key -> key.matches(shown)))
                .map(key -> new Caller(key.principal(), key.maxRunning().orElse(0)));
    }

    /** A key by its id; another object once it was changed. */
    public Optional<StoredKey> key(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** The versions that some alias names. */
    public List<Version> aliased() {
        return functions.values().stream().flatMap(FunctionTable::aliased).toList();
    }

    /** The numbers of a function's versions that some alias names. */
    public Set<Integer> named(FunctionName function) {
        return Optional.ofNullable(functions.get(function))
                .map(FunctionTable::named)
                .orElse(Set.of());
    }

    /** Tells {@code heard} which secret was set or removed elsewhere; empty when it may be any. */
    public void onSecrets(Consumer<Optional<SecretName>> heard) {
        onSecrets = heard;
    }

    /**
     * Runs {@code action} now and after every change of functions, versions or aliases, one run after the other: what it
     * reads here is never older than what the run before it read.
     */
    public void onFunctions(Runnable action) {
        onFunctions = new Latest(action);
        onFunctions.changed();
    }

    public void refreshFunction(FunctionName function) {
        refresh(() -> {
            FunctionTable table = FunctionTable.of(store.routes().of(function)).get(function);
            put(functions, function, Optional.ofNullable(table));
            put(policies, function, store.tasks().policies().get(function));
            put(shared, function, store.functions().sharing(function));
        });
        onFunctions.changed();
    }

    public void refreshKey(String id) {
        refresh(() -> put(keys, id, store.keys().find(id)));
    }

    public void refreshImages() {
        refresh(() -> images = new ImageTable(store.images().allNames()));
        onImages.run();
    }

    @Override
    public void close() {
        listener.close();
    }

    private void hear(Set<RoutingChange> changes) {
        if (changes.contains(RoutingChange.ALL)) {
            refresh(this::reload);
            onFunctions.changed();
            onImages.run();
            onSecrets.accept(Optional.empty());
            return;
        }
        boolean imagesChanged = false;
        for (RoutingChange change : changes) {
            switch (change.kind()) {
                case FUNCTION ->
                    refreshFunction(Ref.parse(change.name(), FunctionName.DEFAULT_NAMESPACE)
                            .function());
                case KEY -> refreshKey(change.name());
                case SECRET -> {
                    String[] parts = change.name().split("/", 2);
                    onSecrets.accept(Optional.of(new SecretName(parts[0], parts[1])));
                }
                case IMAGE, NAMESPACE -> imagesChanged = true;
                case ALL -> throw new AssertionError("handled above");
            }
        }
        if (imagesChanged) {
            refreshImages();
        }
    }

    private void reload() {
        functions = new ConcurrentHashMap<>(FunctionTable.of(store.routes().all()));
        policies = new ConcurrentHashMap<>(store.tasks().policies().all());
        shared = new ConcurrentHashMap<>(store.functions().shared());
        Map<String, StoredKey> known = new ConcurrentHashMap<>();
        store.keys().all().forEach(key -> known.put(key.id(), key));
        keys = known;
        images = new ImageTable(store.images().allNames());
    }

    /** A database that is away leaves the cache as it is; the listener reloads once it is back. */
    private void refresh(Runnable action) {
        refreshing.lock();
        try {
            action.run();
        } catch (QuernException e) {
            LOG.warn("Routing is not refreshed until the store is back: {}", e.text());
        } finally {
            refreshing.unlock();
        }
    }

    private static <K, V> void put(Map<K, V> map, K key, Optional<V> value) {
        value.ifPresentOrElse(v -> map.put(key, v), () -> map.remove(key));
    }

    private static QuernException unknown(String namespace, String image) {
        return new QuernException(
                ErrorCode.IMAGE_NOT_FOUND,
                "There is no image '" + image + "' in the namespace '" + namespace + "'",
                "Load it with 'quern image load FILE', push it to this server's registry as " + namespace
                        + "/name:tag, or name another registry's as docker://registry/name:tag.");
    }
}
