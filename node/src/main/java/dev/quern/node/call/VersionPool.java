package dev.quern.node.call;

import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.node.ImageSource;
import dev.quern.node.NodeSettings;
import dev.quern.node.SandboxSpecs;
import dev.quern.node.bucket.BucketMounts;
import dev.quern.node.pool.MakeQueue;
import dev.quern.node.pool.Maker;
import dev.quern.node.pool.Pool;
import dev.quern.sandbox.MountServer;
import dev.quern.sandbox.Sandbox;
import dev.quern.sandbox.SandboxSpec;
import dev.quern.sandbox.Sandboxes;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The pool of one version, with the image it is made from. */
final class VersionPool implements AutoCloseable {
    private final ImageSource.Ready image;
    private final String digest;
    private final Pool<Sandbox> pool;

    /** @param failed hears why a sandbox could not be made, also when no call waits for it */
    VersionPool(
            NodeSettings settings,
            Sandboxes sandboxes,
            MakeQueue makers,
            BucketMounts buckets,
            ImageSource.Ready image,
            String digest,
            String namespace,
            FunctionConfig config,
            Consumer<RuntimeException> failed) {
        SandboxSpec spec = SandboxSpecs.of(settings, image, config);
        MountServer mounts = buckets.server(namespace, config.mounts());
        this.image = image;
        this.digest = digest;
        this.pool = new Pool<>(
                new SandboxMaker(sandboxes, spec, mounts, failed),
                makers,
                config.fresh() == Fresh.PROCESS,
                config.min(),
                config.max(),
                settings.readyAtMost(),
                settings.poolIdle().toSeconds());
    }

    ImageSource.Ready image() {
        return image;
    }

    String digest() {
        return digest;
    }

    boolean touch() {
        return pool.touch();
    }

    Pool.Taken<Sandbox> take(long deadlineNanos) {
        return pool.take(deadlineNanos);
    }

    Optional<Pool.Taken<Sandbox>> takeNow() {
        return pool.takeNow();
    }

    void giveBack(Sandbox sandbox, boolean reusable) {
        pool.giveBack(sandbox, reusable);
    }

    /** Fills to {@code --min} now, or to the number it was given. */
    void keep(OptionalInt fixed) {
        pool.keep(true, fixed);
    }

    /** No alias names the version any more: {@code --min} no longer counts, recent use still does. */
    void release() {
        pool.keep(false, OptionalInt.empty());
    }

    /** See {@link Pool#expect}. */
    boolean expect(int takesSoon, Duration most) throws InterruptedException {
        return pool.expect(takesSoon, most);
    }

    boolean tick() {
        return pool.tick();
    }

    Pool.Counts counts() {
        return pool.counts();
    }

    @Override
    public void close() {
        pool.close();
    }

    private record SandboxMaker(
            Sandboxes sandboxes, SandboxSpec spec, MountServer mounts, Consumer<RuntimeException> failed)
            implements Maker<Sandbox> {
        @Override
        public Sandbox make() {
            try {
                return sandboxes.create(spec, mounts);
            } catch (RuntimeException e) {
                failed.accept(e);
                throw e;
            }
        }

        @Override
        public boolean reset(Sandbox used) {
            return used.reset();
        }

        @Override
        public void destroy(Sandbox used) {
            used.destroy();
        }
    }
}
