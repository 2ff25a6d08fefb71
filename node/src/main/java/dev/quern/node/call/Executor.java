package dev.quern.node.call;

import dev.quern.core.call.CallRecord;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.node.ImageSource;
import dev.quern.node.NodeSettings;
import dev.quern.node.ReadyVersion;
import dev.quern.node.Supplies;
import dev.quern.node.VersionLoad;
import dev.quern.node.admission.Admission;
import dev.quern.node.admission.Claim;
import dev.quern.node.admission.Place;
import dev.quern.node.log.CallLogs;
import dev.quern.node.pool.MakeQueue;
import dev.quern.node.pool.Pool;
import dev.quern.sandbox.Command;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings calls and sandboxes together: place → sandbox → go, and everything back in the end. */
public final class Executor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Executor.class);

    /** Calls make what they do not find, so that no more than this is worth waiting for. */
    private static final Duration PREPARE = Duration.ofSeconds(10);
    /** Sandboxes beyond those in use that last until a pool keeps as many ready as are taken. */
    private static final int BRIDGE = 8;

    private final NodeSettings settings;
    private final Admission admission;
    private final ImageSource images;
    private final Supplies supplies;
    private final CallLogs logs;
    private final Consumer<CallRecord> begun;
    private final Consumer<CallRecord> finished;
    private final Deadlines deadlines = new Deadlines();
    private final MakeQueue makers =
            new MakeQueue(Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final ExecutorService releases = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, VersionPool> pools = new ConcurrentHashMap<>();
    private final Starts starts = new Starts();
    private final Map<java.util.UUID, Cancel> running = new HashMap<>();
    /** Whoever runs tasks ends them; here they are only for the very end. */
    private final Map<java.util.UUID, Cancel> tasks = new ConcurrentHashMap<>();

    public Executor(
            NodeSettings settings,
            Admission admission,
            ImageSource images,
            Supplies supplies,
            CallLogs logs,
            Consumer<CallRecord> begun,
            Consumer<CallRecord> finished) {
        this.settings = settings;
        this.admission = admission;
        this.images = images;
        this.supplies = supplies;
        this.logs = logs;
        this.begun = begun;
        this.finished = finished;
    }

    /** See {@link dev.quern.node.Node#start}. */
    public NodeCall start(CallSpec asked, Cancel cancel) {
        CallSpec spec = asked;
        Thread self = Thread.currentThread();
        cancel.onFire(self::interrupt);
        begin(spec, cancel);
        Place place = null;
        try {
            long entered = System.nanoTime();
            VersionPool pool = pool(spec);
            Command command = command(spec, pool);
            if (spec.task().isEmpty()) {
                place = admission.enter(claim(spec), spec.deadlineNanos());
            } else {
                place = admission.enterBackground(claim(spec));
                spec = asked.from(Instant.now(), System.nanoTime());
                command = command(spec, pool);
            }
            long admitted = System.nanoTime();
            // A wait may outlive a pool that nobody used meanwhile.
            VersionPool current = pool.touch() ? pool : pool(spec);
            Started started = go(current, command, spec.deadlineNanos());
            return begun(spec, cancel, current, started, place, entered, admitted);
        } catch (RuntimeException | Error e) {
            if (place != null) {
                place.close();
            }
            cancel.onFire(() -> {});
            // The interrupt that cancelled this call was for the wait it ended.
            Thread.interrupted();
            ended(spec);
            if (cancel.cause().isPresent()) {
                throw cancel.cause().get().failure(spec);
            }
            starts.failed(spec.poolKey(), e);
            throw e;
        }
    }

    private static Command command(CallSpec spec, VersionPool pool) {
        List<String> argv = CommandLine.argv(spec, pool.image().config());
        List<String> env = CommandLine.environment(
                spec, pool.image().config(), pool.image().home());
        CommandLine.check(argv, env);
        return new Command(
                argv, env, CommandLine.workingDirectory(spec, pool.image().config()));
    }

    /** See {@link dev.quern.node.Node#startNow}. */
    public Optional<NodeCall> startNow(CallSpec spec, Cancel cancel) {
        long entered = System.nanoTime();
        VersionPool pool = pools.get(spec.poolKey());
        if (pool == null || pool.counts().ready() == 0) {
            return Optional.empty();
        }
        Command command = command(spec, pool);
        Optional<Place> place =
                spec.task().isEmpty() ? admission.enterNow(claim(spec)) : admission.enterBackgroundNow(claim(spec));
        if (place.isEmpty()) {
            return Optional.empty();
        }
        begin(spec, cancel);
        long admitted = System.nanoTime();
        try {
            Optional<Started> started = pool.takeNow().flatMap(taken -> goNow(pool, taken, command));
            if (started.isPresent()) {
                return Optional.of(begun(spec, cancel, pool, started.get(), place.get(), entered, admitted));
            }
            place.get().close();
            ended(spec);
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            place.get().close();
            ended(spec);
            throw e;
        }
    }

    private static Optional<Started> goNow(VersionPool pool, Pool.Taken<Sandbox> taken, Command command) {
        try {
            return Optional.of(
                    new Started(taken, taken.sandbox().start(pool.secrets().fill(command))));
        } catch (QuernException e) {
            // It died while it waited in the pool; another one is for the call that may wait.
            pool.giveBack(taken.sandbox(), false);
            return Optional.empty();
        } catch (RuntimeException e) {
            pool.giveBack(taken.sandbox(), false);
            throw e;
        }
    }

    private NodeCall begun(
            CallSpec spec, Cancel cancel, VersionPool pool, Started started, Place place, long entered, long admitted) {
        Pool.Taken<Sandbox> taken = started.taken();
        Run run = started.run();
        cancel.onFire(run::kill);
        // Nobody interrupts from here on; what came before is in cancel and has killed the run.
        Thread.interrupted();
        NodeCall.Timing timing =
                new NodeCall.Timing((admitted - entered) / 1000, (System.nanoTime() - admitted) / 1000, taken.pooled());
        try {
            return new NodeCall(
                    spec,
                    timing,
                    run,
                    place,
                    cancel,
                    logs.begin(spec.id()),
                    endings(spec, cancel, pool, taken.sandbox()));
        } catch (RuntimeException e) {
            run.kill();
            run.close();
            pool.giveBack(taken.sandbox(), false);
            throw e;
        }
    }

    private NodeCall.Endings endings(CallSpec spec, Cancel cancel, VersionPool pool, Sandbox sandbox) {
        return new NodeCall.Endings() {
            private Future<?> timer = CompletableFuture.completedFuture(null);

            @Override
            public void attended(CallRecord record) {
                timer = deadlines.at(spec.deadlineNanos(), cancel);
                if (spec.task().isEmpty()) {
                    begun.accept(record);
                }
            }

            @Override
            public void finished(CallRecord record) {
                timer.cancel(false);
                starts.ended(spec, record);
                if (spec.task().isEmpty()) {
                    finished.accept(record);
                }
            }

            @Override
            public void released(boolean clean) {
                timer.cancel(false);
                releases.execute(() -> pool.giveBack(sandbox, clean));
                // Last: whoever waits for the node to be idle may close what releases need.
                ended(spec);
            }
        };
    }

    private record Started(Pool.Taken<Sandbox> taken, Run run) {}

    private static Started go(VersionPool pool, Command command, long deadlineNanos) {
        while (true) {
            Pool.Taken<Sandbox> taken = pool.take(deadlineNanos);
            try {
                return new Started(taken, taken.sandbox().start(pool.secrets().fill(command)));
            } catch (RuntimeException e) {
                pool.giveBack(taken.sandbox(), false);
                boolean died = e instanceof QuernException q && q.code() == ErrorCode.SANDBOX_FAILED;
                if (!died || !taken.pooled()) {
                    throw e;
                }
                // It died while it waited in the pool; the function has not begun, so another one takes its place.
            }
        }
    }

    private VersionPool pool(CallSpec spec) {
        VersionPool known = pools.get(spec.poolKey());
        if (known != null && known.touch()) {
            return known;
        }
        ImageSource.Ready image = starts.preparing(spec.poolKey(), () -> {
            spec.config().layers().stream()
                    .flatMap(layer -> layer.digest().stream())
                    .forEach(images::require);
            return images.require(spec.imageDigest());
        });
        return pools.compute(spec.poolKey(), (key, other) -> {
            if (other != null && other.touch()) {
                return other;
            }
            VersionPool made =
                    new VersionPool(settings, supplies, makers, images, image, spec, e -> starts.failed(key, e));
            // Else the clock could retire it before its first call has taken anything.
            made.touch();
            return made;
        });
    }

    /** See {@link dev.quern.node.Node#keepReady}. */
    public void keepReady(Collection<ReadyVersion> versions) {
        Set<String> wanted = new HashSet<>();
        for (ReadyVersion v : versions) {
            String key = CallSpec.of(v).poolKey();
            wanted.add(key);
            try {
                boolean any = v.instances().isPresent() || v.config().min() > 0;
                Optional.ofNullable(any ? pool(CallSpec.of(v)) : pools.get(key))
                        .ifPresent(pool -> pool.keep(v.instances()));
            } catch (QuernException e) {
                starts.failed(key, e);
                LOG.warn("Nothing can be kept ready for {}@{}: {}", v.function(), v.version(), e.text());
            }
        }
        pools.forEach((key, pool) -> {
            if (!wanted.contains(key)) {
                pool.release();
            }
        });
    }

    /** See {@link dev.quern.node.Node#prepare}. */
    public void prepare(ReadyVersion next, Collection<Integer> present, double share) {
        double used = present.stream()
                .flatMap(number -> Optional.ofNullable(pools.get(next.function() + "@" + number)).stream())
                .map(VersionPool::counts)
                .mapToInt(counts -> counts.lent() + counts.waiting() + Math.min(counts.target(), BRIDGE))
                .sum();
        int wanted = Math.max((int) Math.ceil(used * share), next.config().min());
        if (wanted == 0) {
            return;
        }
        try {
            if (!pool(CallSpec.of(next)).expect(wanted, PREPARE)) {
                LOG.warn("{} sandboxes of {}@{} are not ready yet", wanted, next.function(), next.version());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment.");
        }
    }

    /** See {@link dev.quern.node.Node#forgetImage}. */
    public void forgetImage(String digest) {
        pools.values().removeIf(pool -> {
            boolean match = pool.uses(digest);
            if (match) {
                pool.close();
            }
            return match;
        });
    }

    /** See {@link dev.quern.node.Node#usesImage}. */
    public boolean usesImage(String digest) {
        return pools.values().stream().anyMatch(pool -> pool.uses(digest));
    }

    public void tick() {
        pools.values().removeIf(pool -> !pool.tick());
    }

    public Map<String, Pool.Counts> pools() {
        Map<String, Pool.Counts> counts = new HashMap<>();
        pools.forEach((key, pool) -> counts.put(key, pool.counts()));
        return counts;
    }

    /** See {@link dev.quern.node.Node#versions}. */
    public Map<Integer, VersionLoad> versions(FunctionName function) {
        return starts.of(function, pools, admission);
    }

    /** Ends all calls, not tasks. */
    public void cancelAll(Cancel.Cause cause) {
        List<Cancel> all;
        synchronized (running) {
            all = List.copyOf(running.values());
        }
        all.forEach(c -> c.fire(cause));
    }

    /** Waits until no call is left, not counting tasks; false when {@code most} passed first. */
    public boolean awaitIdle(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        synchronized (running) {
            while (!running.isEmpty()) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return false;
                }
                try {
                    running.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public void close() {
        cancelAll(Cancel.Cause.SHUTDOWN);
        tasks.values().forEach(task -> task.fire(Cancel.Cause.SHUTDOWN));
        makers.close();
        pools.values().forEach(VersionPool::close);
        releases.close();
        deadlines.close();
    }

    private void begin(CallSpec spec, Cancel cancel) {
        if (spec.task().isPresent()) {
            tasks.put(spec.id(), cancel);
            return;
        }
        synchronized (running) {
            running.put(spec.id(), cancel);
        }
    }

    private void ended(CallSpec spec) {
        if (spec.task().isPresent()) {
            tasks.remove(spec.id());
            return;
        }
        synchronized (running) {
            running.remove(spec.id());
            running.notifyAll();
        }
    }

    private static Claim claim(CallSpec spec) {
        return new Claim(
                spec.poolKey(), spec.config().concurrency(), spec.config().queue(), spec.keyId(), spec.keyLimit());
    }
}
