package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.sandbox.cgroup.CgroupVersion;
import dev.quern.sandbox.cgroup.Cgroups;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sandboxes on this machine. One for each state directory; safe for use by many threads. */
public final class Sandboxes implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sandboxes.class);
    /** crun 1.8 refuses a v1 machine with a v2 tree beside it, so it does not get to see that. */
    private static final Path HYBRID_TREE = Path.of("/sys/fs/cgroup/unified");

    private final SandboxSettings settings;
    private final StateDirectory state;
    private final Runtimes runtimes;
    private final Cgroups cgroups;
    private final Layers layers;
    private final FileLimit files = FileLimit.ofThisProcess();
    private final Spawner spawner;
    private final IdRanges ranges;
    private final ConcurrentHashMap<SandboxSpec, Template> templates = new ConcurrentHashMap<>();
    private final Set<Sandbox> alive = ConcurrentHashMap.newKeySet();
    private final AtomicLong numbers = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Sandboxes(SandboxSettings settings) {
        this.settings = settings;
        state = new StateDirectory(settings.state());
        state.awaitPredecessor(settings.predecessorLimit());
        runtimes = new Runtimes(settings.runtimes(), state);
        cgroups = Cgroups.detect(state.instance());
        recover();
        state.prepare();
        layers = new Layers(state.layers(), state.stage().resolve(Stage.INIT));
        spawner = Spawner.start(
                state.spawner(),
                state.spawnerLock(),
                cgroups.version() == CgroupVersion.HYBRID && Files.exists(HYBRID_TREE)
                        ? List.of(HYBRID_TREE)
                        : List.of());
        ranges = new IdRanges(spawner, settings.firstId());
    }

    /**
     * Takes the state directory into use, after removing every sandbox that a dead predecessor left there.
     *
     * @throws QuernException conflict when another server uses the directory, unsupported when the machine
     *     lacks something
     */
    public static Sandboxes open(SandboxSettings settings) {
        return new Sandboxes(settings);
    }

    private void recover() {
        int groups = cgroups.removeLeftovers();
        int records = 0;
        for (Runtime runtime : runtimes.all()) {
            for (String id : runtime.leftovers()) {
                runtime.remove(id);
                records++;
            }
        }
        if (groups + records > 0) {
            LOG.info("Removed what a predecessor left: {} control groups, {} runtime records", groups, records);
        }
    }

    /** Names of the runtimes that work here, the preferred one first. */
    public List<String> runtimes() {
        return runtimes.names();
    }

    /** What a runtime says of itself. */
    public String version(String runtime) {
        return runtimes.named(runtime).version();
    }

    /**
     * Makes a sandbox and waits until it is ready.
     *
     * @throws QuernException sandbox_failed, unsupported, image_not_found; invalid_argument for a mount
     *     that cannot be
     */
    public Sandbox create(SandboxSpec spec) {
        return create(spec, MountServer.NONE);
    }

    /** As {@link #create(SandboxSpec)}, with somebody to serve the mounts that are no directories of the host. */
    public Sandbox create(SandboxSpec spec, MountServer mounts) {
        if (closed.get()) {
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping");
        }
        Template template = templates.get(spec);
        if (template == null) {
            template = Template.of(spec, runtimes.named(spec.runtime()), state, layers, files);
            templates.put(spec, template);
        }
        String id = "s" + numbers.incrementAndGet();
        Sandbox sandbox = new SandboxStart(id, template, mounts, settings, state, cgroups, spawner, ranges).run();
        alive.add(sandbox);
        sandbox.onGone(() -> alive.remove(sandbox));
        return sandbox;
    }

    /** Drops what is kept for specs of images that are gone; cheap to make again. */
    public void forget(SandboxSpec spec) {
        templates.remove(spec);
    }

    /** Destroys every sandbox and stops the spawner. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        alive.parallelStream().forEach(Sandbox::destroy);
        ranges.close();
        spawner.close();
        runtimes.close();
        cgroups.close();
        state.close();
    }
}
