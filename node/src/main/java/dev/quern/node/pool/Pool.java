package dev.quern.node.pool;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandboxes of one version on one node: some ready before they are needed, some lent to calls,
 * some being made or removed. Never more than {@code max} in all. A sandbox is never shared by two versions.
 *
 * <p>A taken sandbox was never used before, unless the version asks for {@code --fresh process}: then
 * it may have served this version before and was cleaned since.
 *
 * <p>Guarded by {@code this}; making, resetting and destroying happen outside the lock.
 */
public final class Pool<S> {
    private static final Logger LOG = LoggerFactory.getLogger(Pool.class);

    private final Maker<S> maker;
    private final MakeQueue makers;
    private final boolean reuse;
    private final int max;
    private final Target target;

    private final ArrayDeque<S> ready = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<S>> waiting = new ArrayDeque<>();
    /** One object, for the queue to know a refill of this pool by. */
    private final Runnable make = this::make;

    private int making;
    private int lent;
    private int leaving;
    private boolean closed;

    /** @param readyAtMost what a node keeps ready for one version, however busy it is */
    public Pool(Maker<S> maker, MakeQueue makers, boolean reuse, int min, int max, int readyAtMost, long idleSeconds) {
        this.maker = maker;
        this.makers = makers;
        this.reuse = reuse;
        this.max = max;
        this.target = new Target(min, Math.min(max, readyAtMost), idleSeconds);
    }

    /** @param pooled whether it was ready when it was asked for */
    public record Taken<S>(S sandbox, boolean pooled) {}

    /** Says that a call is about to take one; false when the pool was retired and another must be made. */
    public synchronized boolean touch() {
        target.touch();
        return !closed;
    }

    /** Takes one, made now if need be; waits until {@code deadlineNanos}. Give it back with {@link #giveBack}. */
    public Taken<S> take(long deadlineNanos) {
        CompletableFuture<S> mine;
        synchronized (this) {
            if (closed) {
                throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment.");
            }
            Optional<Taken<S>> now = takeNow();
            if (now.isPresent()) {
                return now.get();
            }
            target.taken();
            mine = new CompletableFuture<>();
            waiting.add(mine);
            if (!makeForWaiting()) {
                makers.promote(make);
            }
        }
        try {
            return new Taken<>(mine.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS), false);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException r
                    ? r
                    : new QuernException(ErrorCode.SANDBOX_FAILED, "The sandbox could not be made", null, e.getCause());
        } catch (TimeoutException e) {
            abandon(mine);
            throw new QuernException(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "The deadline passed while the call waited for a sandbox",
                    "Raise --max or --timeout of the function.");
        } catch (InterruptedException e) {
            abandon(mine);
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment.");
        }
    }

    /** Takes one that is ready, if there is any. */
    public synchronized Optional<Taken<S>> takeNow() {
        S first = closed ? null : ready.poll();
        if (first == null) {
            return Optional.empty();
        }
        target.taken();
        lent++;
        return Optional.of(new Taken<>(first, true));
    }

    /** Ends a loan: kept for the next call when the version reuses and it can be cleaned, else destroyed. */
    public void giveBack(S used, boolean reusable) {
        boolean clean = reuse && reusable && reset(used);
        boolean kept;
        synchronized (this) {
            lent--;
            kept = clean && offer(used);
            leaving += kept ? 0 : 1;
        }
        if (!kept) {
            destroy(used);
            refill();
        }
    }

    /** Once a second: follows recent use. Returns false when the pool held nothing and retired. */
    public boolean tick() {
        List<S> surplus = new ArrayList<>();
        synchronized (this) {
            target.tick();
            while (ready.size() > target.ready()) {
                surplus.add(ready.removeLast());
                leaving++;
            }
            closed = closed || (target.idle() && lent + making + waiting.size() == 0);
        }
        surplus.forEach(this::destroy);
        refill();
        return !closed;
    }

    /** Whether {@code min} counts; at first it does not. */
    public void keep(boolean kept) {
        keep(kept, OptionalInt.empty());
    }

    /**
     * As {@link #keep(boolean)}.
     *
     * @param fixed how many are kept ready instead, whatever is taken
     */
    public void keep(boolean kept, OptionalInt fixed) {
        synchronized (this) {
            target.keep(kept);
            target.fix(fixed);
        }
        refill();
    }

    /**
     * Makes so many ready, as far as it may, and waits for them.
     *
     * @return false when {@code most} was too short for it
     */
    public boolean expect(int takesSoon, Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        synchronized (this) {
            target.expect(takesSoon);
            int wanted = Math.min(takesSoon, target.ready());
            // Somebody waits for them, and calls of others would else always come first.
            int missing = wanted - ready.size();
            while (missing > 0 && makers.promote(make)) {
                missing--;
            }
            while (!closed && ready.size() + making < wanted && hasRoom()) {
                making++;
                makers.demand(make);
            }
            while (!closed && making > 0 && ready.size() < wanted) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        }
    }

    /** Makes what is missing to the target, off every call's path. */
    private void refill() {
        synchronized (this) {
            while (!closed && ready.size() + making < target.ready() && hasRoom()) {
                making++;
                makers.refill(make);
            }
        }
    }

    public synchronized Counts counts() {
        return new Counts(ready.size(), making, lent, waiting.size(), target.ready());
    }

    /**
     * @param waiting calls that have a place and wait for a sandbox
     * @param target how many are to be ready
     */
    public record Counts(int ready, int making, int lent, int waiting, int target) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0);
    }

    /** Destroys what is ready; what is lent goes when it is given back. */
    public void close() {
        List<S> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(ready);
            leaving += ready.size();
            ready.clear();
            for (CompletableFuture<S> w : waiting) {
                w.completeExceptionally(new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping"));
            }
            waiting.clear();
        }
        all.forEach(this::destroy);
    }

    /** False when nothing more could be asked for: enough are being made, or there is no room. */
    private boolean makeForWaiting() {
        boolean any = false;
        while (!closed && making < waiting.size() && hasRoom()) {
            making++;
            makers.demand(make);
            any = true;
        }
        return any;
    }

    private boolean hasRoom() {
        return ready.size() + making + lent + leaving < max;
    }

    private void make() {
        S made;
        try {
            made = maker.make();
        } catch (RuntimeException | Error e) {
            CompletableFuture<S> first;
            synchronized (this) {
                making--;
                notifyAll();
                first = waiting.poll();
                makeForWaiting();
            }
            if (first != null) {
                first.completeExceptionally(e);
            } else {
                LOG.warn("a sandbox to keep ready could not be made: {}", e.getMessage());
            }
            return;
        }
        boolean kept;
        synchronized (this) {
            making--;
            notifyAll();
            kept = offer(made);
            leaving += kept ? 0 : 1;
        }
        if (!kept) {
            destroy(made);
        }
    }

    /** Hands one to the first who waits, or keeps it ready; false when it is not wanted. */
    private boolean offer(S s) {
        for (CompletableFuture<S> w = waiting.poll(); w != null; w = waiting.poll()) {
            if (w.complete(s)) {
                lent++;
                return true;
            }
        }
        if (closed || ready.size() >= Math.max(1, target.ready())) {
            return false;
        }
        ready.add(s);
        return true;
    }

    private void abandon(CompletableFuture<S> mine) {
        S late = null;
        synchronized (this) {
            waiting.remove(mine);
            if (!mine.cancel(false) && !mine.isCompletedExceptionally()) {
                late = mine.join();
                lent--;
                leaving++;
            }
        }
        if (late != null) {
            destroy(late);
        }
    }

    private boolean reset(S used) {
        try {
            return maker.reset(used);
        } catch (RuntimeException e) {
            LOG.warn("a sandbox could not be cleaned and is destroyed: {}", e.getMessage());
            return false;
        }
    }

    /** Removes one that is counted as leaving; one that cannot be removed does not take room for ever. */
    private void destroy(S unwanted) {
        try {
            maker.destroy(unwanted);
        } catch (RuntimeException e) {
            LOG.error("a sandbox could not be removed", e);
        } finally {
            synchronized (this) {
                leaving--;
                makeForWaiting();
            }
        }
    }
}
