package dev.quern.app.server;

import dev.quern.core.function.Version;
import dev.quern.core.metric.VersionFigures;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.routing.Preparation;
import dev.quern.manager.release.RolloutDriver;
import dev.quern.manager.release.RolloutNode;
import dev.quern.node.Node;
import dev.quern.node.ReadyVersion;
import dev.quern.store.Store;
import java.time.InstantSource;
import java.util.Collection;
import java.util.OptionalInt;

/** The node as those see it who move calls from one version to another, and who does that by itself. */
final class Releases implements Preparation, RolloutNode, AutoCloseable {
    private final Node node;
    private final RolloutDriver driver;

    Releases(Store store, Node node) {
        this.node = node;
        this.driver = RolloutDriver.start(store.rollouts(), store.versions()::find, this, InstantSource.system());
    }

    static ReadyVersion ready(Version v, OptionalInt instances) {
        return new ReadyVersion(v.function(), v.number(), v.imageDigest(), v.config(), instances);
    }

    /** A rollout has begun. */
    void begun() {
        driver.wake();
    }

    @Override
    public VersionFigures figures(FunctionName function, int version) {
        return node.meters().of(function, version);
    }

    @Override
    public void prepare(Version next, Collection<Integer> present, double share) {
        node.prepare(ready(next, OptionalInt.empty()), present, share);
    }

    @Override
    public void prepared(Version next) {
        node.prepared(ready(next, OptionalInt.empty()));
    }

    @Override
    public void close() {
        driver.close();
    }
}
