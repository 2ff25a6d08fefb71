package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Mount;
import dev.quern.linux.Fd;
import dev.quern.linux.LinuxException;
import dev.quern.linux.Memfd;
import dev.quern.linux.PacketSocket;
import dev.quern.linux.Pidfd;
import dev.quern.sandbox.cgroup.Cgroup;
import dev.quern.sandbox.cgroup.Cgroups;
import dev.quern.sandbox.cgroup.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The making of one sandbox, from nothing to init's greeting. Every step that leaves something behind
 * says at once how it is undone, in the {@link Cleanup} that the sandbox keeps for its end.
 */
final class SandboxStart {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxStart.class);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final int SIGKILL = 9;

    private final String id;
    private final Template template;
    private final MountServer mountServer;
    private final SandboxSettings settings;
    private final StateDirectory state;
    private final Cgroups cgroups;
    private final Spawner spawner;
    private final IdRanges ranges;
    private final Cleanup cleanup = new Cleanup();
    private final long deadline;

    SandboxStart(
            String id,
            Template template,
            MountServer mountServer,
            SandboxSettings settings,
            StateDirectory state,
            Cgroups cgroups,
            Spawner spawner,
            IdRanges ranges) {
        this.id = id;
        this.template = template;
        this.mountServer = mountServer;
        this.settings = settings;
        this.state = state;
        this.cgroups = cgroups;
        this.spawner = spawner;
        this.ranges = ranges;
        this.deadline = System.nanoTime() + settings.startLimit().toNanos();
    }

    Sandbox run() {
        try {
            return start();
        } catch (LinuxException e) {
            cleanup.run(id);
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "A sandbox cannot be made: " + e.getMessage(), null, e);
        } catch (RuntimeException e) {
            cleanup.run(id);
            throw e;
        }
    }

    private Sandbox start() {
        IdRange range = ranges.acquire();
        cleanup.add("give its ids back", () -> ranges.release(range));
        Cgroup cgroup = cgroups.create(id, Limits.of(template.spec().memory(), settings.pids()));
        cleanup.add("remove its control group", cgroup::destroy);
        Path bundle = writeBundle(range, cgroup);
        Map<Mount, ServedMount> served = serveMounts(range);
        Optional<PrivateFiles> files = makeFiles(range);
        Optional<SocketDirectory> sockets = makeSockets(range);
        PacketSocket[] pair = PacketSocket.pair();
        PacketSocket control = pair[0].withCredentials();
        cleanup.add("close its socket", control::close);
        Pidfd first;
        try (Fd output = Memfd.create("quern-runtime")) {
            Spawner.Started started = startRuntime(range, cgroup, bundle, served, files, sockets, pair[1], output);
            cleanup.add("end its runtime", () -> endRuntime(started));
            first = awaitHello(control, started, output);
            // The runtime's own last steps are no part of the first run's figures.
            Spawner.get(started.exit());
        }
        return new Sandbox(
                id,
                template.spec(),
                range,
                control,
                first,
                cgroup,
                List.copyOf(served.values()),
                files,
                sockets,
                cleanup,
                settings.startLimit());
    }

    private Map<Mount, ServedMount> serveMounts(IdRange range) {
        Map<Mount, ServedMount> served = new HashMap<>();
        SandboxSpec spec = template.spec();
        for (Mount mount : spec.mounts()) {
            if (mount.isBucket()) {
                ServedMount one = mountServer.serve(mount, range.host(spec.uid()), range.host(spec.gid()));
                cleanup.add("end the mount " + mount, one::close);
                served.put(mount, one);
            }
        }
        return served;
    }

    private Optional<PrivateFiles> makeFiles(IdRange range) {
        SandboxSpec spec = template.spec();
        if (spec.files().isEmpty()) {
            return Optional.empty();
        }
        PrivateFiles files = PrivateFiles.create(spec.files(), range.host(spec.uid()), range.host(spec.gid()));
        cleanup.add("end its private files", files::close);
        return Optional.of(files);
    }

    private Optional<SocketDirectory> makeSockets(IdRange range) {
        SandboxSpec spec = template.spec();
        if (!spec.sockets()) {
            return Optional.empty();
        }
        SocketDirectory made = SocketDirectory.make(range.host(spec.uid()), range.host(spec.gid()));
        cleanup.add("close its directory for sockets", made::close);
        return Optional.of(made);
    }

    private Path writeBundle(IdRange range, Cgroup cgroup) {
        Path bundle = state.bundles().resolve(id);
        cleanup.add("remove its bundle", () -> {
            Trees.delete(bundle);
            template.runtime().remove(id);
        });
        try {
            Files.createDirectory(bundle);
            Files.writeString(bundle.resolve("config.json"), template.config().with(range, cgroup.path()));
        } catch (IOException e) {
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "A sandbox's configuration cannot be written", null, e);
        }
        return bundle;
    }

    private Spawner.Started startRuntime(
            IdRange range,
            Cgroup cgroup,
            Path bundle,
            Map<Mount, ServedMount> served,
            Optional<PrivateFiles> files,
            Optional<SocketDirectory> sockets,
            PacketSocket inside,
            Fd output) {
        Runtime runtime = template.runtime();
        List<StagedMount> mounts = template.mounts(range, served, sockets);
        files.ifPresent(f -> mounts.add(f.mount()));
        try {
            return spawner.start(
                    runtime.program(),
                    runtime.startCommand(id, bundle),
                    runtime.joinFirst(Entry.of(cgroup)),
                    state.stage(),
                    mounts,
                    inside.fd(),
                    output);
        } finally {
            mounts.forEach(StagedMount::close);
            inside.close();
        }
    }

    private Pidfd awaitHello(PacketSocket control, Spawner.Started started, Fd output) {
        ByteBuffer packet = Packets.direct(64);
        int length = control.receive(packet, deadline);
        packet.flip();
        if (length != 8 || packet.getInt() != Packets.HELLO || packet.getInt() != Packets.VERSION) {
            throw noHello(length, started, output);
        }
        Pidfd first = Pidfd.open(control.peerPid());
        cleanup.add("end its processes", () -> {
            first.kill(SIGKILL);
            boolean ended = first.await(System.nanoTime() + END_LIMIT.toNanos());
            first.close();
            if (!ended) {
                throw new IllegalStateException("its first process does not end");
            }
        });
        return first;
    }

    private QuernException noHello(int length, Spawner.Started started, Fd output) {
        String runtime = template.runtime().name();
        if (length == 0) {
            return new QuernException(
                    ErrorCode.SANDBOX_FAILED,
                    runtime + " did not start a sandbox within "
                            + settings.startLimit().toSeconds() + " s");
        }
        int status = Spawner.get(started.exit()).status();
        String said = new String(Memfd.head(output, 4096), StandardCharsets.UTF_8).strip();
        LOG.warn("Sandbox {}: {} ended with wait status {}: {}", id, runtime, status, said);
        return new QuernException(
                ErrorCode.SANDBOX_FAILED,
                runtime + " could not start a sandbox",
                "See the server's log; quern doctor checks what the machine lacks.");
    }

    private void endRuntime(Spawner.Started started) {
        if (!started.exit().isDone()) {
            spawner.kill(started);
        }
        Spawner.get(started.exit());
    }
}
