package dev.quern.node.call;

import dev.quern.core.function.Fresh;
import dev.quern.core.function.FunctionConfig;
import dev.quern.node.ImageSource;
import dev.quern.node.NodeSettings;
import dev.quern.node.SandboxSpecs;
import dev.quern.node.Supplies;
import dev.quern.node.pool.MakeQueue;
import dev.quern.node.pool.Maker;
import dev.quern.node.pool.Pool;
import dev.quern.node.secret.GivenSecrets;
import dev.quern.sandbox.Sandbox;
import dev.quern.sandbox.SandboxSpec;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** The pool of one version, with the image it is made from. */
final class VersionPool implements AutoCloseable {
    private final ImageSource.Ready image;
    private final String digest;
    private final GivenSecrets secrets;
    private final FunctionConfig config;
    private final Pool<Sandbox> pool;

    /** @param failed hears why a sandbox could not be made, also when no call waits for it */
    VersionPool(
            NodeSettings settings,
            Supplies supplies,
            MakeQueue makers,
            ImageSource images,
            ImageSource.Ready image,
            CallSpec call,
            Consumer<RuntimeException> failed) {
        this.config = call.config();
        SandboxSpec spec = SandboxSpecs.of(settings, images, image, config);
        this.image = image;
        this.digest = call.imageDigest();
        this.secrets = supplies.secrets(call);
        this.pool = new Pool<>(
                new SandboxMaker(supplies.making(call, spec), failed),
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

    GivenSecrets secrets() {
        return secrets;
    }

    /** Whether its sandboxes have anything of the image with this digest. */
    boolean uses(String imageDigest) {
        return digest.equals(imageDigest) || config.hasLayer(imageDigest);
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

    private record SandboxMaker(Supplies.Making making, Consumer<RuntimeException> failed) implements Maker<Sandbox> {
        @Override
        public Sandbox make() {
            try {
                return making.make();
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
