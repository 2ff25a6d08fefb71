package dev.quern.node.server;

import dev.quern.core.call.CallRecord;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Contract;
import dev.quern.core.name.FunctionName;
import dev.quern.node.ImageSource;
import dev.quern.node.NodeSettings;
import dev.quern.node.SandboxSpecs;
import dev.quern.node.VersionLoad;
import dev.quern.node.admission.Admission;
import dev.quern.node.bucket.BucketMounts;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.CommandLine;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.lambda.Identity;
import dev.quern.node.log.CallLogs;
import dev.quern.node.record.Gathering;
import dev.quern.sandbox.Command;
import dev.quern.sandbox.Sandboxes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All servers of a node, and the calls under way in them. */
public final class Servers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);
    private static final Duration TICK = Duration.ofMillis(100);

    private final NodeSettings settings;
    private final Admission admission;
    private final ImageSource images;
    private final Sandboxes sandboxes;
    private final BucketMounts buckets;
    private final ServerLogs logs;
    private final Gathering finished;
    private final HttpLoop loop = new HttpLoop("quern-servers");
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("quern-server-clock").factory());
    private final Map<String, InstanceSet> sets = new ConcurrentHashMap<>();
    private final Set<ServerCall> active = ConcurrentHashMap.newKeySet();
    private final MemoryBudget memory;
    private final Closer closer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private volatile boolean draining;
    private volatile boolean closed;

    public Servers(
            NodeSettings settings,
            Admission admission,
            ImageSource images,
            Sandboxes sandboxes,
            BucketMounts buckets,
            CallLogs logs,
            Consumer<CallRecord> finished) {
        this.settings = settings;
        this.admission = admission;
        this.images = images;
        this.sandboxes = sandboxes;
        this.buckets = buckets;
        this.logs = new ServerLogs(logs);
        this.finished = new Gathering(finished);
        this.memory = new MemoryBudget(settings.servers().memory());
        this.closer = new Closer(background, settings.servers().stopWait(), sets::values);
        clock.scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
        clock.scheduleAtFixedRate(this::gather, 1, 1, TimeUnit.SECONDS);
    }

    /** See {@link dev.quern.node.Node#serve}. */
    public void begin(CallSpec spec, Cancel cancel, ServerCall.Listener listener) {
        admission.visit(spec.keyId(), spec.keyLimit());
        try {
            while (!closed) {
                InstanceSet set = set(spec);
                ServerCall call = new ServerCall(spec, cancel, set, listener, this::ended);
                active.add(call);
                listener.began(call);
                cancel.onFire(call::cancelled);
                if (set.enter(call)) {
                    if (cancel.cause().isPresent()) {
                        // It fired before the call was in the set.
                        call.cancelled();
                    }
                    return;
                }
                left(call);
            }
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment.");
        } catch (RuntimeException e) {
            admission.depart(spec.keyId());
            throw e;
        }
    }

    /** Whether {@link #begin} finds all it needs in memory. */
    public boolean has(CallSpec spec) {
        return sets.containsKey(spec.poolKey());
    }

    private void ended(ServerCall call, CallRecord record) {
        left(call);
        admission.depart(call.spec().keyId());
        finished.add(record);
    }

    private InstanceSet set(CallSpec spec) {
        String key = spec.poolKey();
        InstanceSet known = sets.get(key);
        return known != null ? known : sets.computeIfAbsent(key, name -> make(name, spec));
    }

    private InstanceSet make(String key, CallSpec spec) {
        ImageSource.Ready image = images.require(spec.imageDigest());
        List<String> argv = CommandLine.argv(spec, image.config());
        boolean lambda = spec.config().contract() == Contract.LAMBDA;
        List<String> env = lambda
                ? CommandLine.lambdaEnvironment(spec, image.config(), image.home(), argv)
                : CommandLine.serverEnvironment(spec, image.config(), image.home());
        CommandLine.check(argv, env);
        Starter starter = new Starter(
                sandboxes,
                SandboxSpecs.of(settings, image, spec.config()),
                buckets.server(spec.namespace(), spec.config().mounts()),
                new Command(argv, env, CommandLine.workingDirectory(spec, image.config())),
                lambda
                        ? new LambdaAdapter(Identity.of(spec), loop)
                        : new HttpAdapter(spec.config().serving(), loop),
                spec.config().serving().startLimit(),
                spec.namespace(),
                logs);
        return new InstanceSet(
                key,
                spec.imageDigest(),
                spec.config(),
                starter,
                memory,
                closer,
                background,
                settings.servers().freezeAfter());
    }

    /** Keeps {@code --min} instances of these, and of no others. */
    public void keep(List<CallSpec> wanted) {
        for (CallSpec spec : wanted) {
            if (spec.config().min() > 0) {
                try {
                    set(spec).keep(true);
                } catch (QuernException e) {
                    LOG.warn("No instance of {} can be kept: {}", spec.poolKey(), e.text());
                }
            }
        }
        List<String> names = wanted.stream().map(CallSpec::poolKey).toList();
        sets.forEach((name, set) -> {
            if (!names.contains(name)) {
                set.keep(false);
            }
        });
    }

    public Map<String, ServerState> states() {
        Map<String, ServerState> states = new HashMap<>();
        sets.forEach((name, set) -> states.put(name, set.state()));
        return states;
    }

    /** See {@link dev.quern.node.Node#versions}. */
    public Map<Integer, VersionLoad> versions(FunctionName function) {
        String prefix = function + "@";
        Map<Integer, VersionLoad> loads = new HashMap<>();
        sets.forEach((name, set) -> {
            if (name.startsWith(prefix)) {
                loads.put(
                        Integer.valueOf(name.substring(prefix.length())),
                        set.state().load());
            }
        });
        return loads;
    }

    /** The namespace of an instance there is, was, or was to be; as long as it is remembered. */
    public Optional<String> namespaceOf(UUID instance) {
        return logs.namespace(instance);
    }

    public boolean usesImage(String digest) {
        return sets.values().stream().anyMatch(set -> set.digest().equals(digest));
    }

    public void forgetImage(String digest) {
        sets.values().removeIf(set -> {
            boolean match = set.digest().equals(digest);
            if (match) {
                set.close();
            }
            return match;
        });
    }

    /** Ends all calls. */
    public void cancelAll(Cancel.Cause cause) {
        active.forEach(call -> call.cancel(cause));
    }

    /** Waits until no call is left; false when {@code most} passed first. */
    public boolean awaitIdle(Duration most) {
        long end = System.nanoTime() + most.toNanos();
        draining = true;
        lock.lock();
        try {
            while (!active.isEmpty()) {
                long left = idle.awaitNanos(end - System.nanoTime());
                if (left <= 0) {
                    return active.isEmpty();
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void left(ServerCall call) {
        active.remove(call);
        if (draining && active.isEmpty()) {
            lock.lock();
            try {
                idle.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void tick() {
        try {
            long now = System.nanoTime();
            active.forEach(call -> call.tick(now));
            sets.values().removeIf(set -> !set.tick());
        } catch (RuntimeException e) {
            LOG.error("the servers could not be looked after", e);
        }
    }

    private void gather() {
        try {
            finished.tick();
        } catch (RuntimeException e) {
            LOG.error("records of calls could not be passed on", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        cancelAll(Cancel.Cause.SHUTDOWN);
        sets.values().forEach(InstanceSet::close);
        background.close();
        loop.close();
        gather();
    }
}
