package dev.quern.node.server;

import dev.quern.core.call.CallRecord;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.node.ImageSource;
import dev.quern.node.NodeSettings;
import dev.quern.node.ReadyVersion;
import dev.quern.node.SandboxSpecs;
import dev.quern.node.Supplies;
import dev.quern.node.TaskRoom;
import dev.quern.node.VersionLoad;
import dev.quern.node.admission.Admission;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.CommandLine;
import dev.quern.node.http.OwnLoop;
import dev.quern.node.http2.Http2Client;
import dev.quern.node.lambda.Identity;
import dev.quern.node.lambda.LambdaConnection;
import dev.quern.node.log.CallLogs;
import dev.quern.node.share.Shares;
import dev.quern.sandbox.Command;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All servers of a node, and the calls under way in them. */
public final class Servers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);
    private static final Duration TICK = Duration.ofMillis(100);
    /** Beyond the time one may take to start, since several start one after the other. */
    private static final Duration SURGE_SLACK = Duration.ofSeconds(10);

    /** Hears of every call that was not turned away by a limit. */
    @FunctionalInterface
    public interface Finished {
        /** @param blamed whether the version is to blame, whatever the record says */
        void ended(CallRecord record, boolean blamed);
    }

    private final NodeSettings settings;
    private final Admission admission;
    private final ImageSource images;
    private final Supplies supplies;
    private final ServerLogs logs;
    private final Finished finished;
    /** Of who has no loop of his own. */
    private final OwnLoop loop = new OwnLoop("quern-servers");

    private final Http2Client http2 = new Http2Client();
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("quern-server-clock").factory());
    private final Map<String, InstanceSet> sets = new ConcurrentHashMap<>();
    private final Set<ServerCall> active = ConcurrentHashMap.newKeySet();
    /** Whoever runs tasks ends them; here they are only for their deadlines and the very end. */
    private final Set<ServerCall> tasks = ConcurrentHashMap.newKeySet();

    private final Shares lambdaBodies = LambdaConnection.roomOfNode();
    private final MemoryBudget memory;
    private final Closer closer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    /** All of whose versions that somebody may call are to have no instance. */
    private volatile Set<FunctionName> off = Set.of();

    private volatile boolean draining;
    private volatile boolean closed;

    public Servers(
            NodeSettings settings,
            Admission admission,
            ImageSource images,
            Supplies supplies,
            CallLogs logs,
            Finished finished) {
        this.settings = settings;
        this.admission = admission;
        this.images = images;
        this.supplies = supplies;
        this.logs = new ServerLogs(logs);
        this.finished = finished;
        this.memory = new MemoryBudget(settings.servers().memory());
        this.closer = new Closer(background, settings.servers().stopWait(), sets::values);
        clock.scheduleAtFixedRate(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** See {@link dev.quern.node.Node#serve}. */
    public void begin(CallSpec spec, Cancel cancel, ServerCall.Listener listener) {
        visit(spec);
        try {
            while (!closed) {
                InstanceSet set = set(spec);
                ServerCall call =
                        new ServerCall(spec, cancel, set, listener.loop().orElse(loop), listener, this::ended);
                (call.isTask() ? tasks : active).add(call);
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
            depart(spec);
            throw e;
        }
    }

    /** The key's limit is for calls. */
    private void visit(CallSpec spec) {
        if (spec.task().isEmpty()) {
            admission.visit(spec.keyId(), spec.keyLimit());
        }
    }

    private void depart(CallSpec spec) {
        if (spec.task().isEmpty()) {
            admission.depart(spec.keyId());
        }
    }

    /** Whether {@link #begin} finds all it needs in memory. */
    public boolean has(CallSpec spec) {
        return sets.containsKey(spec.poolKey());
    }

    private void ended(ServerCall call, CallRecord record) {
        left(call);
        depart(call.spec());
        if (!call.turnedAway() && !call.isTask()) {
            finished.ended(record, call.blamed());
        }
    }

    private InstanceSet set(CallSpec spec) {
        String key = spec.poolKey();
        InstanceSet known = sets.get(key);
        return known != null ? known : sets.computeIfAbsent(key, name -> make(name, spec.withoutArguments()));
    }

    private InstanceSet make(String key, CallSpec spec) {
        ImageSource.Ready image = images.require(spec.imageDigest());
        List<String> argv = CommandLine.argv(spec, image.config());
        List<String> env = CommandLine.serverEnvironment(spec, image.config(), image.home(), argv);
        CommandLine.check(argv, env);
        Starter starter = new Starter(
                supplies.making(spec, SandboxSpecs.of(settings, images, image, spec.config())),
                supplies.secrets(spec),
                new Command(argv, env, CommandLine.workingDirectory(spec, image.config())),
                adapter(spec),
                spec.config().serving().startLimit(),
                spec.config().concurrency(),
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

    private Adapter adapter(CallSpec spec) {
        return switch (spec.config().contract()) {
            case STDIO -> throw new IllegalArgumentException("a program is no server");
            case HTTP -> new HttpAdapter(spec.config().serving(), http2);
            case LAMBDA -> new LambdaAdapter(Identity.of(spec), lambdaBodies.of(spec.holder()), loop);
            case FN -> new FnAdapter();
        };
    }

    /** Keeps {@code --min} instances of these, or as many as they were given, and of no others. */
    public void keep(Collection<ReadyVersion> wanted) {
        off = off(wanted);
        Set<String> names = new HashSet<>();
        for (ReadyVersion version : wanted) {
            CallSpec spec = CallSpec.of(version);
            names.add(spec.poolKey());
            try {
                // One that is given a number has to know of it before its first call.
                boolean any = version.instances().isPresent() || spec.config().min() > 0;
                Optional.ofNullable(any ? set(spec) : sets.get(spec.poolKey()))
                        .ifPresent(set -> set.keep(version.instances()));
            } catch (QuernException e) {
                LOG.warn("No instance of {} can be kept: {}", spec.poolKey(), e.text());
            }
        }
        sets.forEach((name, set) -> {
            if (!names.contains(name)) {
                set.retire();
            }
        });
    }

    /** See {@link dev.quern.node.Node#prepare}. */
    public void prepare(ReadyVersion next, Collection<Integer> present, double share) {
        CallSpec spec = CallSpec.of(next);
        int concurrency = spec.config().concurrency();
        double used = present.stream()
                .flatMap(number -> Optional.ofNullable(sets.get(next.function() + "@" + number)).stream())
                .mapToDouble(set -> set.inUse(concurrency))
                .sum();
        int wanted = Math.max((int) Math.ceil(used * share), spec.config().min());
        if (wanted == 0) {
            return;
        }
        Duration most = spec.config().serving().startLimit().plus(SURGE_SLACK);
        try {
            if (!set(spec).surge(wanted, most)) {
                LOG.warn("There is not room enough to start {} instances of {} beforehand", wanted, spec.poolKey());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment.");
        } catch (QuernException e) {
            prepared(next);
            throw e;
        }
    }

    /** See {@link dev.quern.node.Node#prepared}. */
    public void prepared(ReadyVersion version) {
        Optional.ofNullable(sets.get(version.function() + "@" + version.version()))
                .ifPresent(InstanceSet::surgeOver);
    }

    /** See {@link dev.quern.node.Node#instances}. */
    public Map<Integer, List<InstanceReading>> readings(FunctionName function) {
        Map<Integer, List<InstanceReading>> readings = new HashMap<>();
        sets.forEach((name, set) -> number(function, name).ifPresent(n -> readings.put(n, set.readings())));
        return readings;
    }

    private static Set<FunctionName> off(Collection<ReadyVersion> wanted) {
        return wanted.stream()
                .collect(Collectors.groupingBy(
                        ReadyVersion::function,
                        Collectors.reducing(true, v -> v.instances().equals(OptionalInt.of(0)), Boolean::logicalAnd)))
                .entrySet()
                .stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** See {@link dev.quern.node.Node#roomForTasks}. */
    public TaskRoom roomForTasks(FunctionName function) {
        int free = 0;
        boolean any = false;
        boolean failing = false;
        for (Map.Entry<String, InstanceSet> set : sets.entrySet()) {
            if (number(function, set.getKey()).isPresent()) {
                free += set.getValue().roomForTasks();
                ServerState state = set.getValue().state();
                any |= state.starting() > 0 || !state.instances().isEmpty();
                failing |= state.failure().isPresent();
            }
        }
        if (off.contains(function)) {
            return new TaskRoom(free, TaskRoom.Ahead.NONE);
        }
        return new TaskRoom(free, failing && !any ? TaskRoom.Ahead.ONE : TaskRoom.Ahead.SOME);
    }

    private static OptionalInt number(FunctionName function, String name) {
        String prefix = function + "@";
        return name.startsWith(prefix)
                ? OptionalInt.of(Integer.parseInt(name.substring(prefix.length())))
                : OptionalInt.empty();
    }

    public Map<String, ServerState> states() {
        Map<String, ServerState> states = new HashMap<>();
        sets.forEach((name, set) -> states.put(name, set.state()));
        return states;
    }

    /** See {@link dev.quern.node.Node#versions}. */
    public Map<Integer, VersionLoad> versions(FunctionName function) {
        Map<Integer, VersionLoad> loads = new HashMap<>();
        sets.forEach((name, set) ->
                number(function, name).ifPresent(n -> loads.put(n, set.state().load())));
        return loads;
    }

    /** The namespace of an instance there is, was, or was to be; as long as it is remembered. */
    public Optional<String> namespaceOf(UUID instance) {
        return logs.namespace(instance);
    }

    public boolean usesImage(String digest) {
        return sets.values().stream().anyMatch(set -> set.uses(digest));
    }

    public void forgetImage(String digest) {
        sets.values().removeIf(set -> {
            boolean match = set.uses(digest);
            if (match) {
                set.close();
            }
            return match;
        });
    }

    /** Ends all calls, but no tasks. */
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
        (call.isTask() ? tasks : active).remove(call);
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
            tasks.forEach(task -> task.tick(now));
            sets.values().removeIf(set -> !set.tick());
        } catch (RuntimeException | Error e) {
            LOG.error("the servers could not be looked after", e);
        }
    }

    @Override
    public void close() {
        closed = true;
        clock.shutdownNow();
        cancelAll(Cancel.Cause.SHUTDOWN);
        tasks.forEach(task -> task.cancel(Cancel.Cause.SHUTDOWN));
        sets.values().forEach(InstanceSet::close);
        background.close();
        loop.close();
        http2.close();
    }
}
