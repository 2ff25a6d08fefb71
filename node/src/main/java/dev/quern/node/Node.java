package dev.quern.node;

import dev.quern.core.call.CallRecord;
import dev.quern.core.error.QuernException;
import dev.quern.core.metric.CallMeters;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.DataSize;
import dev.quern.node.admission.Admission;
import dev.quern.node.bucket.BucketMounts;
import dev.quern.node.bucket.BucketSource;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.Executor;
import dev.quern.node.call.NodeCall;
import dev.quern.node.egress.EgressSettings;
import dev.quern.node.egress.Exits;
import dev.quern.node.fuse.FuseServer;
import dev.quern.node.log.CallLogs;
import dev.quern.node.pool.Pool;
import dev.quern.node.record.CallSink;
import dev.quern.node.record.CallSpool;
import dev.quern.node.record.Gathering;
import dev.quern.node.record.RecentCalls;
import dev.quern.node.secret.SecretSource;
import dev.quern.node.server.InstanceReading;
import dev.quern.node.server.ServerCall;
import dev.quern.node.server.ServerState;
import dev.quern.node.server.Servers;
import dev.quern.sandbox.Sandboxes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A machine that runs calls: admission, pools, logs and records around its sandboxes. It holds no
 * database credentials; what it must know comes with the call.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final long SWEEP_SECONDS = 600;
    /** For calls that were just killed to be answered. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(15);

    private final int places;
    private final DataSize serverMemory;
    private final Admission admission;
    private final Executor executor;
    private final Servers servers;
    private final BucketMounts buckets;
    private final Exits exits;
    private final CallLogs logs;
    private final RecentCalls recent = new RecentCalls();
    private final CallMeters meters = new CallMeters();
    private final CallSpool spool;
    private final Gathering gathering = new Gathering(this::keep);
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("quern-node-clock").factory());

    /** One whose functions are given no secrets. */
    public Node(NodeSettings settings, ImageSource images, Sandboxes sandboxes, BucketSource source, CallSink sink) {
        this(settings, images, sandboxes, source, SecretSource.NONE, EgressSettings.DEFAULT, sink);
    }

    /**
     * @param images where unpacked trees are found
     * @param source where buckets that functions mount are found
     * @param secrets where secrets that functions are given are found
     * @param egress how functions are let out
     * @param sink where records of finished calls go
     */
    public Node(
            NodeSettings settings,
            ImageSource images,
            Sandboxes sandboxes,
            BucketSource source,
            SecretSource secrets,
            EgressSettings egress,
            CallSink sink) {
        this.places = settings.limits().running();
        this.serverMemory = settings.servers().memory();
        this.admission = new Admission(settings.limits());
        this.logs = new CallLogs(settings.directory().resolve("logs"), settings.logs());
        this.spool = new CallSpool(settings.directory().resolve("spool"), sink);
        this.buckets = new BucketMounts(
                source, settings.directory().resolve("mounts"), settings.mountSpool(), FuseServer.Patience.DEFAULT);
        this.exits = new Exits(egress);
        Supplies supplies = new Supplies(sandboxes, buckets, secrets, exits);
        this.executor = new Executor(settings, admission, images, supplies, logs, recent::put, this::ran);
        this.servers = new Servers(settings, admission, images, supplies, logs, this::served);
        clock.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
        clock.scheduleAtFixedRate(this::gather, 1, 1, TimeUnit.SECONDS);
        clock.scheduleAtFixedRate(this::sweep, SWEEP_SECONDS, SWEEP_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Admits a call, gets it a sandbox and starts its function. Blocks while it waits for either. The
     * caller feeds the call and then has it watched, always: {@link NodeCall#attend} or {@link
     * NodeCall#endsSoon}. An attempt of a task ({@link CallSpec#task}) waits until a place is idle, without a
     * bound, and its time counts from then.
     *
     * @param cancel ends the call from outside, in every phase
     * @throws dev.quern.node.admission.Full when a queue or limit is full; nothing was started
     * @throws QuernException everything else that kept the function from starting
     */
    public NodeCall start(CallSpec spec, Cancel cancel) {
        return executor.start(spec, cancel);
    }

    /** As {@link #start}, but empty where that would wait, make something first or refuse. */
    public Optional<NodeCall> startNow(CallSpec spec, Cancel cancel) {
        return executor.startNow(spec, cancel);
    }

    /**
     * Gets a call an instance of its function's server; {@code listener} hears of it. Returns at once if the node
     * {@link #hasServers} of the version; else its image is made ready first, which may take its time. An attempt of a
     * task comes after all calls, waits without a bound, and its time counts from when it has an instance.
     *
     * @throws dev.quern.node.admission.Full when the key's limit is full
     * @throws QuernException what keeps the node from looking for one at all
     */
    public void serve(CallSpec spec, Cancel cancel, ServerCall.Listener listener) {
        servers.begin(spec, cancel, listener);
    }

    /** What the servers of a function have for tasks; a hint, as {@link #idlePlaces} is for programs. */
    public TaskRoom roomForTasks(FunctionName function) {
        return servers.roomForTasks(function);
    }

    /** Whether there are, or were lately, servers of the call's version. */
    public boolean hasServers(CallSpec spec) {
        return servers.has(spec);
    }

    /**
     * Keeps {@code --min} sandboxes or instances of these, or as many as they were given, and of no others. The last call
     * counts: whoever calls it does so one call after the other, each with what is newer than the one before.
     */
    public void keepReady(Collection<ReadyVersion> versions) {
        executor.keepReady(
                versions.stream().filter(v -> !v.config().contract().isServer()).toList());
        servers.keep(
                versions.stream().filter(v -> v.config().contract().isServer()).toList());
    }

    /**
     * Starts what a version needs to take over a share of the calls of others, and returns when it is there, or there is
     * no more room: {@code --min}, and as many as serve those calls now. It is kept until {@link #prepared}.
     *
     * @param present the versions that have those calls now
     * @param share of them, above 0, at most 1
     * @throws QuernException what keeps it from starting; nothing is kept of it then
     */
    public void prepare(ReadyVersion next, Collection<Integer> present, double share) {
        if (next.config().contract().isServer()) {
            servers.prepare(next, present, share);
        } else {
            executor.prepare(next, present, share);
        }
    }

    /** The version has taken over, or will not. */
    public void prepared(ReadyVersion version) {
        servers.prepared(version);
    }

    /** Each instance of a function's servers with what it uses, by version. */
    public Map<Integer, List<InstanceReading>> instances(FunctionName function) {
        return servers.readings(function);
    }

    /** What all instances together may be limited to. */
    public DataSize serverMemory() {
        return serverMemory;
    }

    /** The calls of every version since the node began. */
    public CallMeters meters() {
        return meters;
    }

    /** The namespace of a server's instance, whose log is kept under its id; empty for what is none, or long gone. */
    public Optional<String> instanceNamespace(UUID id) {
        return servers.namespaceOf(id);
    }

    /** What there is of servers now, by version: {@code namespace/name@number}. */
    public Map<String, ServerState> servers() {
        return servers.states();
    }

    /** Drops what was made ready from an image, so that its tree can be removed. */
    public void forgetImage(String digest) {
        executor.forgetImage(digest);
        servers.forgetImage(digest);
    }

    /** Whether there are, or may any moment be, sandboxes of this image. */
    public boolean usesImage(String digest) {
        return executor.usesImage(digest) || servers.usesImage(digest);
    }

    public CallLogs logs() {
        return logs;
    }

    public RecentCalls recent() {
        return recent;
    }

    public Admission.Load load() {
        return admission.load();
    }

    /** Places in all. */
    public int places() {
        return places;
    }

    /** Places that tasks could take now; a hint. */
    public int idlePlaces() {
        return admission.idle();
    }

    /** {@code action} runs whenever a place became idle; it must return at once and call nothing of the node's. */
    public void onIdlePlace(Runnable action) {
        admission.onIdle(action);
    }

    /** What there is of a function's versions now, by number; versions of which there is nothing are left out. */
    public Map<Integer, VersionLoad> versions(FunctionName function) {
        Map<Integer, VersionLoad> loads = new HashMap<>(executor.versions(function));
        loads.putAll(servers.versions(function));
        loads.replaceAll((number, load) -> load.with(exits.count(function + "@" + number)));
        return loads;
    }

    /** What the machine lacks to let functions out; empty when nothing. */
    public Optional<String> egressLack() {
        return exits.lack();
    }

    /** Connections that functions have to the outside now. */
    public int egressConnections() {
        return exits.connections();
    }

    /** Ready, being made, lent and wanted, for every pool by name. */
    public Map<String, Pool.Counts> pools() {
        return executor.pools();
    }

    /**
     * Refuses new calls and tasks, lets running calls finish within {@code grace}, then ends them. Running tasks
     * are left to whoever started them.
     */
    public void drain(Duration grace) {
        admission.close();
        long end = System.nanoTime() + grace.toNanos();
        boolean idle = executor.awaitIdle(grace);
        if (!servers.awaitIdle(Duration.ofNanos(Math.max(0, end - System.nanoTime()))) || !idle) {
            LOG.warn("calls still ran after the grace time of {} s and are stopped", grace.toSeconds());
            executor.cancelAll(Cancel.Cause.SHUTDOWN);
            servers.cancelAll(Cancel.Cause.SHUTDOWN);
            executor.awaitIdle(LAST_WAIT);
            servers.awaitIdle(LAST_WAIT);
        }
    }

    @Override
    public void close() {
        admission.close();
        clock.shutdownNow();
        servers.close();
        gather();
        executor.close();
        buckets.close();
        exits.close();
        spool.close();
    }

    private void served(CallRecord record, boolean blamed) {
        meters.add(record, blamed);
        gathering.add(record);
    }

    private void gather() {
        try {
            gathering.tick();
        } catch (RuntimeException e) {
            LOG.error("records of servers' calls could not be passed on", e);
        }
    }

    private void ran(CallRecord record) {
        meters.add(record, false);
        keep(record);
    }

    private void keep(CallRecord record) {
        recent.put(record);
        spool.add(record);
    }

    private void tick() {
        try {
            executor.tick();
        } catch (RuntimeException e) {
            LOG.error("the pools could not be looked after", e);
        }
    }

    private void sweep() {
        try {
            logs.sweep(Instant.now());
        } catch (RuntimeException e) {
            LOG.error("old logs could not be removed", e);
        }
    }
}
