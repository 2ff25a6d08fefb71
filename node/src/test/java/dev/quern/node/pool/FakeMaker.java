package dev.quern.node.pool;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes numbers, and knows which of them are in the world. */
final class FakeMaker implements Maker<Integer> {
    final Set<Integer> alive = ConcurrentHashMap.newKeySet();
    final Set<Integer> destroyed = ConcurrentHashMap.newKeySet();
    final List<Integer> twice = new CopyOnWriteArrayList<>();
    /** Those in the world at once, at most; also those being made or destroyed. */
    final AtomicInteger most = new AtomicInteger();

    volatile boolean resettable = true;
    volatile boolean failing;
    volatile boolean destroyFails;
    volatile Runnable onMake = () -> {};
    volatile Runnable onDestroy = () -> {};

    private final AtomicInteger next = new AtomicInteger();
    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger atGate = new AtomicInteger();
    private volatile boolean gated;

    /** From now on every make waits for {@link #let}. */
    void gate() {
        gated = true;
    }

    void let(int makes) {
        gate.release(makes);
    }

    /** Makes that began since {@link #gate}. */
    int atGate() {
        return atGate.get();
    }

    int made() {
        return next.get();
    }

    @Override
    public Integer make() {
        Integer made = next.incrementAndGet();
        alive.add(made);
        most.accumulateAndGet(alive.size(), Math::max);
        onMake.run();
        if (gated) {
            atGate.incrementAndGet();
            gate.acquireUninterruptibly();
        }
        if (failing) {
            alive.remove(made);
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "The fake was told to fail");
        }
        return made;
    }

    @Override
    public boolean reset(Integer used) {
        return resettable;
    }

    @Override
    public void destroy(Integer used) {
        if (!destroyed.add(used)) {
            twice.add(used);
        }
        onDestroy.run();
        alive.remove(used);
        if (destroyFails) {
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "The fake was told to fail");
        }
    }
}
