package dev.quern.node.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.value.Ids;
import dev.quern.node.admission.Full;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances of one version on this node, and the calls that wait for one.
 *
 * <p>Another instance is started when there is none, and when calls would wait longer for the ones there are than
 * starting takes. Calls go to the oldest instance with room, so that the younger ones of a crowd fall idle first;
 * idle ones are frozen soon and closed when the function's own gaps between calls make another one unlikely. Attempts of
 * tasks are calls that come last ({@link TaskPlaces}).
 *
 * <p>All state is guarded by {@code lock}; nothing waits while holding it, and nobody else's code runs under it. The file
 * is long because all that is in it is one lock's; what needs none, or is a rule by itself, is elsewhere.
 */
final class InstanceSet {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceSet.class);
    /** One that lived shorter was never of use. */
    private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

    private static final Duration FORGOTTEN = Duration.ofHours(4);
    /** Starting is work for the cores: more at once only makes each of them later. */
    private static final int STARTING_AT_ONCE = 4;
    /** How long a surge waits for others to make room. */
    private static final Duration MEMORY_WAIT = Duration.ofSeconds(2);
    /** A surge hears of starts; of memory it does not. */
    private static final Duration SURGE_LOOK = Duration.ofMillis(100);

    private final String name;
    private final String digest;
    private final FunctionConfig config;
    private final Starter starter;
    private final MemoryBudget memory;
    private final Closer closer;
    private final Executor background;
    private final Duration freezeAfter;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Instance> instances = new ArrayList<>();
    private final List<Instance> closing = new ArrayList<>();
    private final Deque<ServerCall> waiting = new ArrayDeque<>();
    private final TaskPlaces tasks;
    private final Gaps gaps = new Gaps();
    private final StartBackoff backoff = new StartBackoff();
    private final Pace pace;
    private final Sizing sizing;
    private int starting;
    private int running;
    private boolean shortOfMemory;
    private boolean closed;
    private long idleSinceNanos = System.nanoTime();
    /** Used by instances, and not yet told by a call's record. Not guarded. */
    private final AtomicLong cpuMicros = new AtomicLong();

    InstanceSet(
            String name,
            String digest,
            FunctionConfig config,
            Starter starter,
            MemoryBudget memory,
            Closer closer,
            Executor background,
            Duration freezeAfter) {
        this.name = name;
        this.digest = digest;
        this.config = config;
        this.starter = starter;
        this.memory = memory;
        this.closer = closer;
        this.background = background;
        this.freezeAfter = freezeAfter;
        this.tasks = new TaskPlaces(config.concurrency());
        this.pace = new Pace(config.concurrency());
        this.sizing = new Sizing(config, freezeAfter);
    }

    /** Whether its instances have anything of the image with this digest. */
    boolean uses(String imageDigest) {
        return digest.equals(imageDigest) || config.hasLayer(imageDigest);
    }

    /**
     * Gives the call an instance now, or later, or refuses it: {@link ServerCall#granted}, {@link ServerCall#refused}.
     *
     * @return false when the set is closed; the call heard nothing then
     */
    boolean enter(ServerCall call) {
        if (call.isTask()) {
            return enterLast(call);
        }
        Optional<Instance> found;
        Optional<Refusal> refusal = Optional.empty();
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            noteCall();
            found = waiting.isEmpty() ? room(config.concurrency()) : Optional.empty();
            if (found.isPresent()) {
                take(found.get());
            } else {
                refusal = queue(call);
            }
        } finally {
            lock.unlock();
        }
        found.ifPresent(instance -> call.granted(instance, false));
        refusal.ifPresent(call::refused);
        return true;
    }

    /** A task waits whatever keeps it from beginning: a start that fails, too, is tried again for it. */
    private boolean enterLast(ServerCall task) {
        List<Grant> grants;
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            noteCall();
            tasks.add(task);
            grants = tasksTurn();
            scale(System.nanoTime());
        } finally {
            lock.unlock();
        }
        grants.forEach(Grant::tell);
        return true;
    }

    /** Who was given a place where; told once the lock is not held. */
    private record Grant(ServerCall call, Instance instance) {
        void tell() {
            call.granted(instance, true);
        }
    }

    /** Under the lock: gives tasks what they may have now. */
    private List<Grant> tasksTurn() {
        if (!tasks.isWaiting()) {
            return List.of();
        }
        List<Grant> grants = new ArrayList<>();
        for (int free = taskRoom(); free > 0 && tasks.isWaiting(); free--) {
            Instance given = room(tasks.most()).orElseThrow();
            take(given);
            grants.add(new Grant(tasks.next(), given));
        }
        return grants;
    }

    private int taskRoom() {
        if (closed || !waiting.isEmpty()) {
            return 0;
        }
        return tasks.free(instances.stream()
                .filter(InstanceSet::isUsable)
                .map(i -> i.running)
                .toList());
    }

    /** Tasks that it could begin at once, but for those that wait already; a hint. */
    int roomForTasks() {
        lock.lock();
        try {
            return taskRoom();
        } finally {
            lock.unlock();
        }
    }

    private void noteCall() {
        if (running == 0 && waiting.isEmpty() && !instances.isEmpty()) {
            gaps.add(Duration.ofNanos(System.nanoTime() - idleSinceNanos));
        }
    }

    /** Why it may not wait, if so. */
    private Optional<Refusal> queue(ServerCall call) {
        long now = System.nanoTime();
        if (sizing.isOff()) {
            return Optional.of(Refusal.off());
        }
        Optional<QuernException> failing =
                instances.isEmpty() && starting == 0 ? backoff.refusal(now) : Optional.empty();
        if (failing.isPresent()) {
            return failing.map(Refusal::failing);
        }
        if (waiting.size() >= config.queue()) {
            return Optional.of(
                    Refusal.full(new Full("function-queue", pace.retryAfter(waiting.size(), instances.size()))));
        }
        waiting.add(call);
        scale(now);
        return Optional.empty();
    }

    /**
     * The oldest with room; one that is new only for its share, unless no other has room.
     *
     * @param most requests in it below which it has
     */
    private Optional<Instance> room(int most) {
        Optional<Instance> any = Optional.empty();
        for (Instance i : instances) {
            if (isUsable(i) && i.running < most) {
                if (i.running < share(i)) {
                    return Optional.of(i);
                }
                if (any.isEmpty()) {
                    any = Optional.of(i);
                }
            }
        }
        return any;
    }

    private int share(Instance i) {
        return WarmUp.share(config.concurrency(), Duration.ofNanos(System.nanoTime() - i.startedNanos));
    }

    private static boolean isUsable(Instance i) {
        return switch (i.state) {
            case WARM, BUSY, FROZEN -> true;
            case STARTING, CLOSING, GONE -> false;
        };
    }

    private static boolean isIdle(Instance i) {
        return i.state == Instance.State.WARM || i.state == Instance.State.FROZEN;
    }

    private void take(Instance i) {
        i.state = Instance.State.BUSY;
        i.running++;
        running++;
    }

    /** A call leaves its instance. */
    void leave(ServerCall call, Instance i, long heldNanos) {
        ServerCall next = null;
        List<Grant> grants;
        lock.lock();
        try {
            pace.held(heldNanos);
            if (call.isTask()) {
                tasks.left();
            }
            i.running--;
            i.served++;
            running--;
            if (isUsable(i) && i.isSpent()) {
                close(i);
                scale(System.nanoTime());
            } else if (isUsable(i)) {
                next = waiting.poll();
                if (next != null) {
                    take(i);
                } else if (i.running == 0) {
                    i.state = Instance.State.WARM;
                    i.idleSinceNanos = System.nanoTime();
                }
            } else if (i.state == Instance.State.CLOSING && i.running == 0) {
                closer.close(i, this::gone);
            }
            grants = tasksTurn();
            if (running == 0) {
                idleSinceNanos = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.granted(i, true);
        }
        grants.forEach(Grant::tell);
    }

    /** It waits no more; false when it has been given an instance, or refused, meanwhile. */
    boolean forget(ServerCall call) {
        lock.lock();
        try {
            return call.isTask() ? tasks.remove(call) : waiting.remove(call);
        } finally {
            lock.unlock();
        }
    }

    /** Starts instances as far as waiting calls, {@code --min} and the node's memory say. */
    private void scale(long now) {
        while (!closed && starting < STARTING_AT_ONCE && wantsMore(now) && backoff.mayStart(now)) {
            boolean last = isForTasks();
            boolean taken = last ? memory.takeSpare(config.memory()) : memory.take(config.memory());
            if (!last) {
                shortOfMemory = !taken;
            }
            if (!taken) {
                if (!last) {
                    closer.makeRoom(this, config.memory());
                }
                return;
            }
            starting++;
            background.execute(this::start);
        }
    }

    private boolean wantsMore(long now) {
        int all = instances.size() + starting;
        if (all >= sizing.most()) {
            return false;
        }
        return all < sizing.least()
                || wantsMore(waiting.size(), Optional.ofNullable(waiting.peek()), now)
                || wantsMore(tasks.size(), tasks.first(), now);
    }

    private boolean wantsMore(int waits, Optional<ServerCall> first, long now) {
        return first.isPresent()
                && pace.wantsMore(
                        waits, instances.size(), starting, now - first.get().enteredNanos());
    }

    /** Whether only tasks want another instance besides those there are; nobody is to make room for that. */
    private boolean isForTasks() {
        int all = instances.size() + starting;
        return waiting.isEmpty() && all > 0 && all >= sizing.least();
    }

    private void start() {
        long begun = System.nanoTime();
        try {
            Instance made = starter.start(Ids.next());
            ready(made, System.nanoTime() - begun);
        } catch (RuntimeException | Error e) {
            QuernException why = e instanceof QuernException q
                    ? q
                    : new QuernException(ErrorCode.SANDBOX_FAILED, "An instance could not be started", null, e);
            LOG.warn("an instance of {} did not start: {}", name, why.text(), e instanceof QuernException ? null : e);
            memory.giveBack(config.memory());
            failed(why);
        }
    }

    private void ready(Instance made, long tookNanos) {
        List<ServerCall> granted = new ArrayList<>();
        List<Grant> grants = List.of();
        lock.lock();
        try {
            starting--;
            pace.started(tookNanos);
            made.idleSinceNanos = System.nanoTime();
            instances.add(made);
            changed.signalAll();
            if (closed) {
                close(made);
            } else {
                made.state = Instance.State.WARM;
                outdated().filter(old -> old != made).ifPresent(this::close);
                while (!waiting.isEmpty() && made.running < config.concurrency()) {
                    take(made);
                    granted.add(waiting.remove());
                }
                grants = tasksTurn();
            }
        } finally {
            lock.unlock();
        }
        made.run().exit().thenRun(() -> background.execute(() -> died(made)));
        granted.forEach(call -> call.granted(made, true));
        grants.forEach(Grant::tell);
    }

    private void failed(QuernException why) {
        List<ServerCall> refused = List.of();
        lock.lock();
        try {
            starting--;
            backoff.failed(why, System.nanoTime());
            changed.signalAll();
            if (starting == 0 && instances.isEmpty()) {
                refused =
                        Stream.concat(waiting.stream(), tasks.clear().stream()).toList();
                waiting.clear();
            }
        } finally {
            lock.unlock();
        }
        refused.forEach(call -> call.refused(Refusal.failing(why)));
    }

    private void died(Instance i) {
        i.ended();
        lock.lock();
        try {
            if (isUsable(i)) {
                boolean early =
                        Duration.ofNanos(System.nanoTime() - i.idleSinceNanos).compareTo(SHORT_LIFE) < 0
                                && i.served == 0;
                // With one call at a time the end is that call's, and says nothing of the next.
                if (early || (i.running > 0 && config.contract().isConcurrent())) {
                    backoff.failed(Ending.of(i.id, i.sandbox(), i.run(), "while it was in use"), System.nanoTime());
                }
                LOG.warn("an instance of {} has ended by itself", name);
                close(i);
                scale(System.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: no new calls; it goes when the last one has left. */
    private void close(Instance i) {
        i.state = Instance.State.CLOSING;
        instances.remove(i);
        closing.add(i);
        if (i.running == 0) {
            closer.close(i, this::gone);
        }
    }

    private void gone(Instance i) {
        cpuMicros.addAndGet(i.lastCpuMicros);
        lock.lock();
        try {
            i.state = Instance.State.GONE;
            closing.remove(i);
            memory.giveBack(config.memory());
            scale(System.nanoTime());
        } finally {
            lock.unlock();
        }
    }

    /** An alias names the version. @param number of instances, exactly; empty if it follows use, from {@code --min} */
    void keep(OptionalInt number) {
        List<ServerCall> refused = List.of();
        lock.lock();
        try {
            sizing.keep(number);
            if (sizing.isOff()) {
                refused = List.copyOf(waiting);
                waiting.clear();
            }
            scale(System.nanoTime());
        } finally {
            lock.unlock();
        }
        refused.forEach(call -> call.refused(Refusal.off()));
    }

    /** No alias names it any more: what stands idle goes soon. */
    void retire() {
        lock.lock();
        try {
            sizing.retire();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Has so many started, and waits until they are there; they are kept until {@link #surgeOver}.
     *
     * @return false when the node's memory, or {@code most}, was too short for it
     * @throws QuernException what kept one of them from starting
     */
    boolean surge(int wanted, Duration most) throws InterruptedException {
        long begun = System.nanoTime();
        lock.lock();
        try {
            // Whoever asks for it has mended what failed before, or will hear of it again.
            backoff.succeeded();
            sizing.surge(wanted);
            scale(begun);
            while (!closed && instances.size() < sizing.least()) {
                Optional<QuernException> failing = backoff.why();
                if (failing.isPresent()) {
                    throw failing.get();
                }
                long waited = System.nanoTime() - begun;
                if (waited > most.toNanos() || (shortOfMemory && waited > MEMORY_WAIT.toNanos())) {
                    return false;
                }
                changed.awaitNanos(SURGE_LOOK.toNanos());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    void surgeOver() {
        lock.lock();
        try {
            sizing.surge(0);
        } finally {
            lock.unlock();
        }
    }

    /** Instances that serve now, or did a moment ago; as many as its calls would fill if those are more. */
    double inUse(int concurrency) {
        lock.lock();
        try {
            long active = instances.stream()
                    .filter(i -> i.state != Instance.State.FROZEN)
                    .count();
            return Math.max(active, (double) (running + waiting.size()) / concurrency);
        } finally {
            lock.unlock();
        }
    }

    /** Looks at what the instance has used now; reads a file of the kernel. */
    void measure(Instance i) {
        cpuMicros.addAndGet(i.cpuSince());
    }

    /** Processor time that instances used since it was last taken, as far as it has been measured. */
    long takeCpuMicros() {
        return cpuMicros.get() == 0 ? 0 : cpuMicros.getAndSet(0);
    }

    /** Looks after them; false when there is nothing left to look after. */
    boolean tick() {
        List<Instance> freezing = new ArrayList<>();
        List<Instance> all;
        long now = System.nanoTime();
        lock.lock();
        try {
            all = Stream.concat(instances.stream(), closing.stream()).toList();
            if (hasProven(now)) {
                backoff.succeeded();
            }
            scale(now);
            replaceOutdated(now);
            shrink();
            int spare = instances.size() - sizing.least();
            Duration patience = sizing.patience(gaps);
            for (Instance i : List.copyOf(instances)) {
                Duration idle = Duration.ofNanos(now - i.idleSinceNanos);
                if (isIdle(i) && spare > 0 && idle.compareTo(patience) > 0) {
                    close(i);
                    spare--;
                } else if (i.state == Instance.State.WARM && idle.compareTo(freezeAfter) > 0) {
                    i.state = Instance.State.FROZEN;
                    freezing.add(i);
                }
            }
            boolean empty =
                    instances.isEmpty() && starting == 0 && waiting.isEmpty() && !tasks.isWaiting() && !sizing.isKept();
            // Its gaps are worth remembering as long as they could be told from those of a function nobody calls.
            if (empty && now - idleSinceNanos > FORGOTTEN.toNanos()) {
                closed = true;
            }
        } finally {
            lock.unlock();
        }
        all.forEach(i -> i.look(now));
        all.stream().filter(i -> !i.isFrozen()).forEach(this::measure);
        // One that does not let itself be frozen takes seconds.
        freezing.forEach(i -> background.execute(() -> freeze(i)));
        return !closed || !all.isEmpty();
    }

    /** Closes the youngest of more than there may be; those with calls let them end first. */
    private void shrink() {
        while (instances.size() > sizing.most()) {
            close(instances.stream()
                    .filter(InstanceSet::isIdle)
                    .reduce((_, younger) -> younger)
                    .orElseGet(instances::getLast));
        }
    }

    /** Under the lock: a new instance for each with old secrets, one after the other; {@link #ready} closes the old. */
    private void replaceOutdated(long now) {
        Optional<Instance> old = outdated();
        if (old.isEmpty() || starting > 0 || !backoff.mayStart(now)) {
            return;
        }
        if (memory.take(config.memory())) {
            starting++;
            background.execute(this::start);
        } else if (isIdle(old.get())) {
            // There is no room for both: the next start has the new secrets.
            close(old.get());
        } else {
            closer.makeRoom(this, config.memory());
        }
    }

    /** One with old secrets, an idle one if there is one. */
    private Optional<Instance> outdated() {
        List<Instance> old = instances.stream()
                .filter(i -> isUsable(i) && starter.isOutdated(i))
                .toList();
        return old.stream()
                .filter(InstanceSet::isIdle)
                .findFirst()
                .or(() -> old.stream().findFirst());
    }

    /** Whether one of them has served, or has lived for a while. */
    private boolean hasProven(long now) {
        return instances.stream().anyMatch(i -> i.served > 0 || now - i.idleSinceNanos > SHORT_LIFE.toNanos());
    }

    private void freeze(Instance i) {
        if (isToFreeze(i)) {
            i.freeze();
            if (!isToFreeze(i)) {
                // A call came meanwhile, and found nothing to thaw yet.
                i.thaw();
            }
        }
    }

    private boolean isToFreeze(Instance i) {
        lock.lock();
        try {
            return i.state == Instance.State.FROZEN;
        } finally {
            lock.unlock();
        }
    }

    /** Its idle instances, for whoever needs their memory. */
    List<Instance> idle() {
        lock.lock();
        try {
            return instances.stream()
                    .filter(InstanceSet::isIdle)
                    .sorted(Comparator.comparingLong(i -> i.idleSinceNanos))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Closes it if it is idle still and {@code --min} does not keep it. */
    boolean giveUp(Instance i) {
        lock.lock();
        try {
            if (isIdle(i) && instances.size() > sizing.least()) {
                close(i);
                return true;
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** What is known of the set and its instances. */
    ServerState state() {
        lock.lock();
        try {
            return new ServerState(
                    starting,
                    waiting.size(),
                    backoff.latest(),
                    instances.stream()
                            .map(i -> new ServerState.One(
                                    i.id, i.state.name().toLowerCase(Locale.ROOT), i.startedAt, i.running, i.served))
                            .toList());
        } finally {
            lock.unlock();
        }
    }

    /** Each instance and what it uses; reads files of the kernel. */
    List<InstanceReading> readings() {
        record Seen(Instance instance, Instance.State state, int running, long served) {}
        List<Seen> seen;
        lock.lock();
        try {
            seen = Stream.concat(instances.stream(), closing.stream())
                    .map(i -> new Seen(i, i.state, i.running, i.served))
                    .toList();
        } finally {
            lock.unlock();
        }
        return seen.stream()
                .map(s -> s.instance().reading(s.state(), s.running(), s.served()))
                .toList();
    }

    /** Refuses who waits and closes all instances. */
    void close() {
        List<ServerCall> refused;
        lock.lock();
        try {
            closed = true;
            refused = Stream.concat(waiting.stream(), tasks.clear().stream()).toList();
            waiting.clear();
            List.copyOf(instances).forEach(this::close);
        } finally {
            lock.unlock();
        }
        refused.forEach(call -> call.refused(Refusal.stopping()));
    }
}
