package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.api.DeployBody;
import dev.quern.core.api.VersionBody;
import dev.quern.core.api.VersionPage;
import dev.quern.core.function.AliasTarget;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Version;
import dev.quern.core.image.Image;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.gateway.routing.TakeOver;
import dev.quern.store.Store;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import java.util.Optional;

/** {@code F/versions}. */
public final class Versions {
    private static final String LIVE = dev.quern.store.function.Aliases.LIVE;

    private final Store store;
    private final RoutingCache routing;
    private final TakeOver takeOver;
    private final DeployRules rules;
    private final DeployCheck check;

    public Versions(Store store, RoutingCache routing, DeployRules rules, TakeOver takeOver) {
        this.store = store;
        this.routing = routing;
        this.takeOver = takeOver;
        this.rules = rules;
        this.check = new DeployCheck(rules);
    }

    /**
     * Makes the next version and points {@code live} at it; calls that come after the answer get it.
     *
     * @throws dev.quern.core.error.QuernException image_not_found, unsupported, invalid_argument,
     *     forbidden, namespace_not_found
     */
    public VersionBody deploy(Principal who, FunctionName function, DeployBody body) {
        return deploy(who, function, body, true);
    }

    /**
     * As {@link #deploy(Principal, FunctionName, DeployBody)}.
     *
     * @param live whether {@code live} is pointed at it
     */
    public VersionBody deploy(Principal who, FunctionName function, DeployBody body, boolean live) {
        Access.require(who, Role.DEVELOPER, function.namespace());
        String name = DeployCheck.image(body);
        check.config(who, function.namespace(), body);
        if (store.namespaces().find(function.namespace()).isEmpty()) {
            throw Unknown.namespace(function.namespace());
        }
        routing.refreshImages();
        String digest = routing.fetchImage(who, function.namespace(), name);
        Optional<Image> image = store.images().find(digest);
        FunctionConfig config = LayerRules.pinned(
                check.config(who, function.namespace(), Defaults.of(image, body)),
                layer -> routing.fetchImage(who, function.namespace(), layer));
        LayerRules.requireDirectories(config.layers(), rules.images());
        // One that takes over from another has to be there before it does.
        boolean takesOver = live && routing.target(function, LIVE).isPresent();
        Version made = store.versions().create(function, digest, name, config, who.keyId(), live && !takesOver);
        routing.refreshFunction(function);
        if (takesOver) {
            takeOver.move(function, LIVE, AliasTarget.of(made.number()), () -> {
                store.aliases().set(function, LIVE, made.number());
                routing.refreshFunction(function);
                return made;
            });
        }
        return Bodies.version(made)
                .withDetected(
                        Defaults.detected(image, body).map(Detected::sentence).orElse(null));
    }

    /** The version, and how its image came to be if it was built here. */
    public VersionBody get(Principal who, FunctionName function, int number) {
        requireFunction(who, function);
        Version version = store.versions().find(function, number).orElseThrow(() -> Unknown.version(function, number));
        return Bodies.version(version, store.builds().ofImage(function.namespace(), version.imageDigest()));
    }

    /** Highest number first. */
    public VersionPage list(Principal who, FunctionName function, int limit, Optional<String> cursor) {
        requireFunction(who, function);
        Page<Version> page = store.versions().list(function, new PageRequest(limit, cursor));
        return new VersionPage(
                page.items().stream().map(Bodies::version).toList(), page.next().orElse(null));
    }

    public void remove(Principal who, FunctionName function, int number) {
        requireFunction(who, function);
        store.versions().remove(function, number);
        routing.refreshFunction(function);
    }

    private void requireFunction(Principal who, FunctionName function) {
        Access.require(who, Role.DEVELOPER, function.namespace(), () -> Unknown.function(function));
        if (store.functions().find(function).isEmpty()) {
            throw Unknown.function(function);
        }
    }
}
