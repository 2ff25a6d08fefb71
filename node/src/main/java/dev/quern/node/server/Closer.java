package dev.quern.node.server;

import dev.quern.core.value.DataSize;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Ends instances: SIGTERM, a while, SIGKILL. */
final class Closer {
    private final Executor background;
    private final Duration stopWait;
    private final Supplier<Collection<InstanceSet>> sets;
    /** Memory of instances that are on their way out, which is room for whoever asks again soon. */
    private final AtomicLong leaving = new AtomicLong();

    /** @param sets all of the node */
    Closer(Executor background, Duration stopWait, Supplier<Collection<InstanceSet>> sets) {
        this.background = background;
        this.stopWait = stopWait;
        this.sets = sets;
    }

    /** Returns at once; {@code then} runs when nothing is left of it. */
    void close(Instance i, Consumer<Instance> then) {
        long bytes = i.sandbox().spec().memory().bytes();
        leaving.addAndGet(bytes);
        background.execute(() -> {
            try {
                // A server that ends in good order waits for them.
                i.closeConnections();
                i.thaw();
                if (!i.isSpent()) {
                    i.run().terminate();
                    i.run().await(stopWait);
                }
                i.run().kill();
                i.lastCpuMicros = i.cpuSince();
                i.sandbox().destroy();
                i.closeEntrance();
                i.run().close();
            } finally {
                leaving.addAndGet(-bytes);
                then.accept(i);
            }
        });
    }

    /** Closes the least recently used of the others' idle instances, as many as {@code wanted} takes. */
    void makeRoom(InstanceSet by, DataSize wanted) {
        background.execute(() -> giveUp(by, wanted));
    }

    private synchronized void giveUp(InstanceSet by, DataSize wanted) {
        record Idle(InstanceSet set, Instance instance) {}
        for (Idle idle : sets.get().stream()
                .filter(set -> set != by)
                .flatMap(set -> set.idle().stream().map(i -> new Idle(set, i)))
                .sorted(Comparator.comparingLong(idle -> idle.instance().idleSinceNanos))
                .toList()) {
            if (leaving.get() >= wanted.bytes()) {
                return;
            }
            idle.set().giveUp(idle.instance());
        }
    }
}
