package dev.quern.node.admission;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may run now, who waits, and who is refused.
 *
 * <p>A node has {@link Limits#running} places. A call takes one, waits in one bounded queue, or is
 * refused at once: late refusals cost everybody more than early ones. The queue is first come, first
 * served, except that a call whose function is at its own concurrency lets others pass. A call that
 * waits for its client (an upload that stands still, a response nobody reads) gives its place back
 * with {@link Place#pause} and takes one again, before newcomers, with {@link Place#resume}: it keeps
 * its sandbox but keeps nobody from the cores.
 *
 * <p>Queued work comes second ({@link #enterBackground}): it takes a place only while one is free, and a call
 * counts neither it nor its places. So a call waits for queued work never, except for its own function's
 * concurrency; then it may wait beyond the queues' bounds, by as many as run in the background. Meanwhile there
 * may be up to twice as many processes as places, until the running attempts have ended.
 *
 * <p>All state is guarded by {@code lock}; nothing blocks while holding it. Work under the lock is
 * proportional to the queue's length only when functions are at their own concurrency.
 */
public final class Admission {
    private final Limits limits;
    private final ReentrantLock lock = new ReentrantLock();
    /** Waiting places, those that resume before all newcomers. */
    private final LinkedHashSet<Place> resuming = new LinkedHashSet<>();

    private final LinkedHashSet<Place> waiting = new LinkedHashSet<>();
    /** Queued work that waits, behind all calls; whoever hands it in bounds it. */
    private final LinkedHashSet<Place> background = new LinkedHashSet<>();

    private final Map<String, Counts> functions = new HashMap<>();
    private final Map<String, Integer> keys = new HashMap<>();
    private int running;
    private int runningBackground;
    private volatile Runnable onIdle = () -> {};
    private boolean closed;
    private final Holds holds = new Holds();

    public Admission(Limits limits) {
        this.limits = limits;
    }

    /**
     * Takes a place, waiting in the queue until {@code deadlineNanos} ({@link System#nanoTime}).
     *
     * @throws Full when a queue or the key's limit is full
     * @throws QuernException deadline_exceeded, or unavailable when the node is closing
     */
    public Place enter(Claim claim, long deadlineNanos) {
        Place place = new Place(this, claim, false, lock.newCondition());
        lock.lock();
        try {
            refuseWhenClosed();
            if (keyIsFull(claim.key(), claim.keyLimit())) {
                throw full("key");
            }
            // While a place is free, all who wait do so for their function's concurrency: nobody is passed.
            if (granted(place)) {
                keys.merge(claim.key(), 1, Integer::sum);
            } else {
                queue(place, deadlineNanos);
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #enter}, but empty where that would wait or refuse. */
    public Optional<Place> enterNow(Claim claim) {
        lock.lock();
        try {
            Place place = new Place(this, claim, false, lock.newCondition());
            if (closed || keyIsFull(claim.key(), claim.keyLimit()) || !granted(place)) {
                return Optional.empty();
            }
            keys.merge(claim.key(), 1, Integer::sum);
            return Optional.of(place);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a place for queued work, once one is free that no call wants; waits without a bound, until it is
     * interrupted. The key's limit and the function's queue are for calls and do not count.
     *
     * @throws QuernException unavailable when the node is closing or the thread was interrupted
     */
    public Place enterBackground(Claim claim) {
        Place place = new Place(this, claim, true, lock.newCondition());
        lock.lock();
        try {
            refuseWhenClosed();
            if (granted(place)) {
                return place;
            }
            background.add(place);
            while (!place.granted) {
                try {
                    place.turn.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    if (!place.granted) {
                        throw new QuernException(
                                ErrorCode.UNAVAILABLE, "Interrupted while a task waited for a place", null, e);
                    }
                }
                if (!place.granted) {
                    refuseWhenClosed();
                }
            }
            return place;
        } finally {
            background.remove(place);
            lock.unlock();
        }
    }

    /** As {@link #enterBackground}, but empty where that would wait or refuse. */
    public Optional<Place> enterBackgroundNow(Claim claim) {
        lock.lock();
        try {
            Place place = new Place(this, claim, true, lock.newCondition());
            return !closed && granted(place) ? Optional.of(place) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Places that queued work could take now: a hint, others may take them first. */
    public int idle() {
        lock.lock();
        try {
            return closed ? 0 : Math.max(0, limits.running() - running - runningBackground);
        } finally {
            lock.unlock();
        }
    }

    /** {@code action} runs whenever a place became idle, under the admission's lock: it must do next to nothing. */
    public void onIdle(Runnable action) {
        onIdle = action;
    }

    /**
     * Counts a call of a server, which takes no place: what it may use is its instance's share.
     *
     * @param keyLimit as in {@link Claim}
     * @throws Full when the key's limit is full
     * @throws QuernException unavailable when the node is closing
     */
    public void visit(String key, int keyLimit) {
        lock.lock();
        try {
            refuseWhenClosed();
            if (keyIsFull(key, keyLimit)) {
                throw full("key");
            }
            keys.merge(key, 1, Integer::sum);
        } finally {
            lock.unlock();
        }
    }

    /** The end of what {@link #visit} counted. */
    public void depart(String key) {
        lock.lock();
        try {
            leaveKey(key);
        } finally {
            lock.unlock();
        }
    }

    /** Calls running and waiting now. */
    public Load load() {
        lock.lock();
        try {
            return new Load(running, waiting.size() + resuming.size());
        } finally {
            lock.unlock();
        }
    }

    /** Calls of one function that wait for a place now. */
    public int waiting(String function) {
        lock.lock();
        try {
            Counts counts = functions.get(function);
            return counts == null ? 0 : counts.waiting;
        } finally {
            lock.unlock();
        }
    }

    /** Queued work that runs and waits now. */
    public Load background() {
        lock.lock();
        try {
            return new Load(runningBackground, background.size());
        } finally {
            lock.unlock();
        }
    }

    public record Load(int running, int waiting) {}

    /** Refuses newcomers and everyone who waits; places already given stay until they are left. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(p -> p.turn.signal());
            background.forEach(p -> p.turn.signal());
        } finally {
            lock.unlock();
        }
    }

    void pause(Place place) {
        lock.lock();
        try {
            if (place.pauses++ == 0 && !place.left) {
                // The other side of the call may be resuming: it goes on without a place until both do.
                resumingOf(place).remove(place);
                place.turn.signalAll();
                release(place);
            }
        } finally {
            lock.unlock();
        }
    }

    void resume(Place place, long deadlineNanos) {
        lock.lock();
        try {
            place.pauses--;
            if (!place.wantsPlace()) {
                return;
            }
            resumingOf(place).add(place);
            admitWaiting();
            place.resumers++;
            boolean resumed = await(place, deadlineNanos);
            place.resumers--;
            if (!resumed) {
                if (place.resumers == 0) {
                    resumingOf(place).remove(place);
                }
                throw deadline();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits in the queue, if there is room in it. */
    private void queue(Place place, long deadlineNanos) {
        Claim claim = place.claim;
        Counts counts = functions.computeIfAbsent(claim.function(), f -> new Counts());
        boolean functionFull = counts.waiting - counts.background >= claim.queue();
        if (functionFull || waiting.size() - runningBackground >= limits.queue()) {
            counts.forget(functions, claim);
            throw full(functionFull ? "function-queue" : "node-queue");
        }
        keys.merge(claim.key(), 1, Integer::sum);
        counts.waiting++;
        waiting.add(place);
        if (!await(place, deadlineNanos)) {
            counts.waiting--;
            waiting.remove(place);
            leaveKey(claim.key());
            counts.forget(functions, claim);
            refuseWhenClosed();
            throw deadline();
        }
    }

    private boolean keyIsFull(String key, int limit) {
        return limit > 0 && keys.getOrDefault(key, 0) >= limit;
    }

    private LinkedHashSet<Place> resumingOf(Place place) {
        return place.inBackground ? background : resuming;
    }

    void leave(Place place) {
        lock.lock();
        try {
            if (place.left) {
                return;
            }
            place.left = true;
            if (place.granted && !place.inBackground) {
                holds.add(System.nanoTime() - place.grantedAtNanos);
            }
            resumingOf(place).remove(place);
            place.turn.signalAll();
            release(place);
            if (!place.inBackground) {
                leaveKey(place.claim.key());
            }
            Counts counts = functions.get(place.claim.function());
            if (counts != null) {
                counts.forget(functions, place.claim);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the place is granted or not wanted any more; false when it was neither in time. */
    private boolean await(Place place, long deadlineNanos) {
        while (place.wantsPlace()) {
            long left = deadlineNanos - System.nanoTime();
            if (left <= 0 || (closed && waiting.contains(place))) {
                return false;
            }
            try {
                place.turn.awaitNanos(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                // Between the interrupt and this line the place may have been granted; then it is kept.
                return !place.wantsPlace();
            }
        }
        return true;
    }

    private void admitWaiting() {
        admitFrom(resuming, false);
        if (running < limits.running() && !closed) {
            admitFrom(waiting, true);
            admitFrom(background, false);
        }
        if (running + runningBackground < limits.running()) {
            onIdle.run();
        }
    }

    private boolean isFree(Place place) {
        return running + (place.inBackground ? runningBackground : 0) < limits.running();
    }

    /** Grants a place if one is free and the function may run more; while one is free, no call waits for anything else. */
    private boolean granted(Place place) {
        Counts counts = functions.computeIfAbsent(place.claim.function(), f -> new Counts());
        if (!isFree(place) || counts.atConcurrency(place.claim)) {
            counts.forget(functions, place.claim);
            return false;
        }
        grant(place, counts);
        return true;
    }

    private void admitFrom(LinkedHashSet<Place> queue, boolean counted) {
        if (queue.isEmpty()) {
            return;
        }
        List<Place> admitted = new ArrayList<>();
        for (Place place : queue) {
            if (!isFree(place)) {
                break;
            }
            Counts counts = functions.computeIfAbsent(place.claim.function(), f -> new Counts());
            if (!counts.atConcurrency(place.claim)) {
                counts.waiting -= counted ? 1 : 0;
                grant(place, counts);
                place.turn.signalAll();
                admitted.add(place);
            }
        }
        admitted.forEach(queue::remove);
    }

    private void grant(Place place, Counts counts) {
        place.granted = true;
        place.grantedAtNanos = System.nanoTime();
        counts.running++;
        if (place.inBackground) {
            runningBackground++;
            counts.background++;
        } else {
            running++;
        }
    }

    private void release(Place place) {
        if (place.granted) {
            place.granted = false;
            Counts counts = functions.get(place.claim.function());
            if (counts != null) {
                counts.running--;
                counts.background -= place.inBackground ? 1 : 0;
            }
            if (place.inBackground) {
                runningBackground--;
            } else {
                running--;
            }
            admitWaiting();
        }
    }

    private void leaveKey(String key) {
        keys.computeIfPresent(key, (k, n) -> n > 1 ? n - 1 : null);
    }

    private void refuseWhenClosed() {
        if (closed) {
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment.");
        }
    }

    private static QuernException deadline() {
        return new QuernException(
                ErrorCode.DEADLINE_EXCEEDED, "The deadline passed while the call waited for a place on the node");
    }

    private Full full(String limit) {
        return new Full(limit, holds.retryAfter((double) waiting.size() / limits.running() + 1));
    }
}
