package dev.quern.manager.build;

import dev.quern.core.access.Principal;
import dev.quern.core.build.BuildRecord;
import dev.quern.core.build.BuildState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Ids;
import dev.quern.images.unpack.ContextUnpacker;
import dev.quern.linux.Directory;
import dev.quern.manager.loop.Loop;
import dev.quern.node.log.CallLog;
import dev.quern.node.log.CallLogs;
import dev.quern.sandbox.cgroup.Cgroup;
import dev.quern.sandbox.cgroup.Cgroups;
import dev.quern.sandbox.cgroup.Limits;
import dev.quern.store.build.Builds;
import dev.quern.store.task.Idempotency;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes builds, runs them one after the other (or {@code atOnce} side by side) and records what came of them.
 * A build's state is in the store; what is in memory here is only what is needed to go on, so that a server that
 * dies leaves builds that the next one ends.
 */
public final class BuildManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BuildManager.class);
    private static final long LONGEST_LOG = 4L << 20;
    private static final long ALL_LOGS = 256L << 20;
    private static final Duration KEYS_KEPT = Duration.ofHours(24);
    private static final Duration UPKEEP = Duration.ofHours(1);
    private static final int SWEPT = 1_000;
    private static final long MOST_FILES = 100_000;
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin/buildah"), Path.of("/usr/local/bin/buildah"));
    private static final Duration END = Duration.ofSeconds(20);

    private final BuildSettings settings;
    private final Builds builds;
    private final BuildImages images;
    private final BuildFolders folders;
    private final CallLogs logs;
    private final Cgroups cgroups;
    private final Plans plans;
    private final BlockingQueue<BuildJob> queue;
    private final Map<UUID, BuildJob> live = new ConcurrentHashMap<>();
    private final List<Thread> workers = new ArrayList<>();
    private final Loop upkeep = new Loop("build-upkeep", Duration.ZERO, this::keep);
    /** Read by builds, written by who drops what they keep. */
    private final ReentrantReadWriteLock storage = new ReentrantReadWriteLock();

    private volatile boolean stopping;

    private BuildManager(Path data, String instance, BuildSettings settings, Builds builds, BuildImages images) {
        this.settings = settings;
        this.builds = builds;
        this.images = images;
        this.cgroups = Cgroups.detect("builds-" + instance);
        cgroups.removeLeftovers();
        this.folders = new BuildFolders(data, settings.firstId());
        this.logs = new CallLogs(folders.logs(), new CallLogs.LogLimits(LONGEST_LOG, ALL_LOGS, settings.age()));
        this.plans = new Plans(settings.packageMirror());
        this.queue = new ArrayBlockingQueue<>(settings.queue());
    }

    /**
     * Begins to take builds; those a server before this one had not ended are failed.
     *
     * @param data the data directory
     * @param instance tells this server from others on the machine
     */
    public static BuildManager start(
            Path data, String instance, BuildSettings settings, Builds builds, BuildImages images) {
        BuildManager manager = new BuildManager(data, instance, settings, builds, images);
        int ended = builds.failAll("The server stopped");
        if (ended > 0) {
            LOG.info("{} builds of the server before this one were ended", ended);
        }
        for (int i = 0; i < settings.atOnce(); i++) {
            manager.workers.add(
                    Thread.ofPlatform().daemon().name("quern-build-" + i).start(manager::work));
        }
        manager.upkeep.start();
        return manager;
    }

    /** Forgets builds that ended long ago; those a version's image came from stay. */
    private Duration keep() {
        Instant before = Instant.now().minus(settings.age());
        int gone = 0;
        for (int n = builds.sweep(before, SWEPT); n > 0; n = builds.sweep(before, SWEPT)) {
            gone += n;
        }
        if (gone > 0) {
            LOG.info("{} old builds were forgotten", gone);
        }
        logs.sweep(Instant.now());
        return UPKEEP;
    }

    public CallLogs logs() {
        return logs;
    }

    /**
     * Takes a build: what was sent is whole and its descriptor read when this returns.
     *
     * @param name what to call the image
     * @param file the Dockerfile's path, empty for quern.yaml or the usual names
     * @param key the client's: the same build sent again under it is the one that is there already
     * @param tar the directory
     * @throws QuernException invalid_argument with the line of a mistake; too_many_requests; namespace_not_found;
     *     idempotency_mismatch when something else was sent under the key
     */
    public BuildRecord submit(
            Principal who,
            String namespace,
            String name,
            Optional<String> file,
            Optional<String> key,
            InputStream tar) {
        if (stopping) {
            throw stopped();
        }
        requireBuildah();
        if (queue.remainingCapacity() == 0) {
            throw full();
        }
        UUID id = Ids.next();
        BuildJob job = null;
        try {
            Path work = folders.makeWork(id);
            try (Directory context = Directory.open(work.resolve("context"))) {
                SentDigest digest = new SentDigest(name, file);
                new ContextUnpacker(settings.context().bytes(), MOST_FILES).unpack(digest.through(tar), context);
                Plans.Described described = plans.of(context, file);
                BuildRecord build = queued(id, namespace, name, described, who);
                BuildRecord first = builds.add(build, key.map(k -> new Idempotency(k, digest.hex(), keyEnd())));
                if (!first.id().equals(id)) {
                    return first;
                }
                Watchdog watchdog = new Watchdog(work, settings.timeout());
                job = new BuildJob(build, who, described.plan(), work, watchdog, new ReentrantLock());
            }
            live.put(id, job);
            logs.begin(id);
            if (!queue.offer(job)) {
                end(job, full(), Optional.empty());
                throw full();
            }
            return job.build();
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "The build cannot be stored: " + e.getMessage(), null, e);
        } finally {
            if (job == null) {
                folders.removeWork(id);
            }
        }
    }

    /** Cancels a build that waits or runs; false if it has ended. */
    public boolean cancel(UUID id) {
        BuildJob job = live.get(id);
        if (job == null) {
            return builds.cancel(id);
        }
        job.ending().lock();
        try {
            boolean cancelled = builds.cancel(id);
            if (cancelled) {
                job.watchdog().end(new QuernException(ErrorCode.CANCELLED, "The build was cancelled"));
                if (queue.remove(job)) {
                    forget(job, "cancelled");
                }
            }
            return cancelled;
        } finally {
            job.ending().unlock();
        }
    }

    /** Takes no more and ends what runs, which cannot go on without this process; who follows a log is told. */
    public void stop() {
        stopping = true;
        live.values().forEach(job -> job.watchdog().end(stopped()));
        workers.forEach(Thread::interrupt);
        try {
            for (Thread worker : workers) {
                worker.join(END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        live.values().forEach(job -> end(job, stopped(), Optional.empty()));
    }

    @Override
    public void close() {
        upkeep.close();
        stop();
        cgroups.close();
    }

    private void work() {
        try {
            while (!stopping) {
                BuildJob job = queue.take();
                try {
                    run(job);
                } catch (RuntimeException e) {
                    LOG.error("build {} broke off", job.id(), e);
                    breakOff(job, e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(BuildJob job) throws InterruptedException {
        if (!builds.start(job.id())) {
            forget(job, "cancelled");
            return;
        }
        CallLog log = logs.live(job.id()).orElseGet(() -> logs.begin(job.id()));
        Cgroup cgroup = cgroups.create(job.id().toString(), Limits.of(settings.memory(), settings.pids()));
        Watchdog watchdog = job.watchdog();
        Buildah buildah = new Buildah(settings, folders, job.work(), cgroup, watchdog);
        BuildRun run = new BuildRun(job, settings, images, builds, buildah, cgroup, log);
        storage.readLock().lock();
        try {
            watchdog.begin();
            succeed(job, run.run());
        } catch (QuernException e) {
            end(job, e, run.failedLine());
        } catch (IOException | RuntimeException e) {
            LOG.error("build {} failed", job.id(), e);
            end(job, new QuernException(ErrorCode.INTERNAL, "The builder failed: " + e.getMessage()), Optional.empty());
        } finally {
            storage.readLock().unlock();
            cgroup.destroy();
            tidy();
        }
    }

    /** Names the image and records the end, unless the build was ended before: then the image is as if never built. */
    private void succeed(BuildJob job, BuildImages.Built built) {
        job.ending().lock();
        try {
            try {
                job.watchdog().check();
                built.name();
            } catch (RuntimeException e) {
                built.discard();
                throw e;
            }
            builds.succeed(job.id(), built.digest());
            forget(job, "built " + job.build().name() + " " + built.digest());
        } finally {
            job.ending().unlock();
        }
    }

    /** Where not even its end could be recorded, which a later start of a server makes up for. */
    private void breakOff(BuildJob job, RuntimeException why) {
        try {
            end(
                    job,
                    why instanceof QuernException known
                            ? known
                            : new QuernException(ErrorCode.INTERNAL, "The builder failed: " + why.getMessage()),
                    Optional.empty());
        } catch (RuntimeException e) {
            LOG.warn("the end of build {} could not be recorded: {}", job.id(), e.getMessage());
            forget(job, "error: " + why.getMessage());
        }
    }

    /** Bounded by dropping all of the cache: what is needed again is made again. */
    private void tidy() {
        logs.sweep(Instant.now());
        if (!storage.writeLock().tryLock()) {
            return;
        }
        try {
            if (folders.stored() > settings.cache().bytes()) {
                LOG.info(
                        "The cache of builds is over {} and is dropped",
                        settings.cache().toHuman());
                folders.dropStorage();
            }
        } finally {
            storage.writeLock().unlock();
        }
    }

    private void end(BuildJob job, QuernException why, Optional<Integer> line) {
        String text = why.text() + why.fix().map(fix -> ". " + fix).orElse("");
        job.ending().lock();
        try {
            // A cancel that came a moment before is the outcome, whatever went wrong after it.
            boolean failed = builds.fail(job.id(), why.text(), line);
            forget(job, failed ? "error: " + text : "cancelled");
        } finally {
            job.ending().unlock();
        }
    }

    private void forget(BuildJob job, String lastWords) {
        live.remove(job.id());
        folders.removeWork(job.id());
        logs.live(job.id()).ifPresent(log -> {
            log.append(ByteBuffer.wrap((lastWords + "\n").getBytes(StandardCharsets.UTF_8)));
            log.close();
        });
    }

    private static Instant keyEnd() {
        return Instant.now().plus(KEYS_KEPT);
    }

    private static BuildRecord queued(
            UUID id, String namespace, String name, Plans.Described described, Principal who) {
        return new BuildRecord(
                id,
                namespace,
                name,
                BuildState.QUEUED,
                described.file(),
                described.text(),
                who.keyId(),
                Instant.now().truncatedTo(ChronoUnit.MICROS),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static void requireBuildah() {
        if (PROGRAMS.stream().noneMatch(Files::isExecutable)) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "This server cannot build: buildah is not installed",
                    "Install it on the server's machine: quern doctor --install");
        }
    }

    private static QuernException stopped() {
        return new QuernException(ErrorCode.UNAVAILABLE, "The server stopped", "Build again.");
    }

    private static QuernException full() {
        return new QuernException(
                ErrorCode.TOO_MANY_REQUESTS, "Too many builds wait", "Try again when some have ended: quern build ls.");
    }
}
