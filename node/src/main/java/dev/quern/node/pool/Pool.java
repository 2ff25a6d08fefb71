package dev.quern.node.pool;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The sandboxes of one version on one node: some ready before they are needed, some lent to calls,
 * some being made. Never more than {@code max} in all. A sandbox is never shared by two versions.
 *
 * <p>A taken sandbox was never used before, unless the version asks for {@code --fresh process}: then
 * it may have served this version before and was cleaned since.
 *
 * <p>Guarded by {@code this}; making, resetting and destroying happen outside the lock.
 */
public final class Pool<S> {
    private final Maker<S> maker;
    private final MakeQueue makers;
    private final boolean reuse;
    private final int max;
    private final Target target;

    private final ArrayDeque<S> ready = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<S>> waiting = new ArrayDeque<>();
    private int making;
    private int lent;
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
            target.taken();
            S first = ready.poll();
            if (first != null) {
                lent++;
                return new Taken<>(first, true);
            }
            mine = new CompletableFuture<>();
            waiting.add(mine);
            makeForWaiting();
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

    /** Ends a loan: kept for the next call when the version reuses and it can be cleaned, else destroyed. */
    public void giveBack(S used, boolean reusable) {
        boolean keep = reuse && reusable && maker.reset(used);
        if (keep) {
            synchronized (this) {
                lent--;
                keep = offer(used);
            }
            if (!keep) {
                maker.destroy(used);
            }
            return;
        }
        maker.destroy(used);
        synchronized (this) {
            lent--;
            makeForWaiting();
        }
        refill();
    }

    /** Once a second: follows recent use. Returns false when the pool held nothing and retired. */
    public boolean tick() {
        List<S> surplus = new ArrayList<>();
        synchronized (this) {
            target.tick();
            while (ready.size() > target.ready()) {
                surplus.add(ready.removeLast());
            }
            closed = closed || (target.idle() && lent + making + waiting.size() == 0);
        }
        surplus.forEach(maker::destroy);
        refill();
        return !closed;
    }

    /** Whether {@code min} counts; at first it does not. */
    public void keep(boolean kept) {
        synchronized (this) {
            target.keep(kept);
        }
        refill();
    }

    /** Makes what is missing to the target, off every call's path. */
    private void refill() {
        synchronized (this) {
            while (!closed && ready.size() + making < target.ready() && ready.size() + making + lent < max) {
                making++;
                makers.refill(this::make);
            }
        }
    }

    public synchronized Counts counts() {
        return new Counts(ready.size(), making, lent, target.ready());
    }

    public record Counts(int ready, int making, int lent, int target) {}

    /** Destroys what is ready; what is lent goes when it is given back. */
    public void close() {
        List<S> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(ready);
            ready.clear();
            for (CompletableFuture<S> w : waiting) {
                w.completeExceptionally(new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping"));
            }
            waiting.clear();
        }
        all.forEach(maker::destroy);
    }

    private void makeForWaiting() {
        while (!closed && making < waiting.size() && ready.size() + making + lent < max) {
            making++;
            makers.demand(this::make);
        }
    }

    private void make() {
        S made;
        try {
            made = maker.make();
        } catch (RuntimeException | Error e) {
            CompletableFuture<S> first;
            synchronized (this) {
                making--;
                first = waiting.poll();
            }
            if (first != null) {
                first.completeExceptionally(e);
            }
            return;
        }
        boolean kept;
        synchronized (this) {
            making--;
            kept = offer(made);
        }
        if (!kept) {
            maker.destroy(made);
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
            }
        }
        if (late != null) {
            maker.destroy(late);
        }
    }
}
