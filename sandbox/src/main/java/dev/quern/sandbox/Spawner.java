package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.ChildProcess;
import dev.quern.linux.Fd;
import dev.quern.linux.LinuxException;
import dev.quern.linux.PacketSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's end of the spawner process (spawn.c). Requests may come from any thread; a thread of its
 * own hands out the answers. When the process ends by itself, what it was asked fails, and so does
 * everything after: the sandboxes live on, only no new ones are made.
 */
final class Spawner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spawner.class);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final int GREETING = 0;

    /** @param status what wait(2) said, or errno for a user namespace */
    record Answer(int status, List<Fd> fds) {}

    private final ChildProcess process;
    private final PacketSocket socket;
    private final AtomicInteger ids = new AtomicInteger(GREETING);
    private final ConcurrentHashMap<Integer, CompletableFuture<Answer>> pending = new ConcurrentHashMap<>();
    private volatile boolean ended;

    private Spawner(ChildProcess process, PacketSocket socket) {
        this.process = process;
        this.socket = socket;
        CompletableFuture<Answer> greeting = new CompletableFuture<>();
        pending.put(GREETING, greeting);
        Thread.ofPlatform().name("spawner").daemon().start(this::answers);
        Answer answer = get(greeting);
        if (answer.status() != 0) {
            close();
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "The spawner cannot set itself up: errno " + answer.status(),
                    "Run as root with the right to mount.");
        }
    }

    /** @param hidden mount points that runtimes must not see */
    static Spawner start(Path program, Path lock, List<Path> hidden) {
        PacketSocket[] pair = PacketSocket.pair();
        List<String> command = new ArrayList<>(List.of(program.toString(), lock.toString()));
        hidden.forEach(path -> command.add(path.toString()));
        try {
            ChildProcess process = ChildProcess.start(
                    command,
                    List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
                    pair[1].fd());
            return new Spawner(process, pair[0]);
        } catch (LinuxException e) {
            pair[0].close();
            throw new QuernException(ErrorCode.INTERNAL, "The spawner cannot be started: " + e.getMessage(), null, e);
        } finally {
            pair[1].close();
        }
    }

    /** A runtime being run. */
    record Started(int id, CompletableFuture<Answer> exit) {}

    /**
     * Starts a program.
     *
     * @param program an ELF file; {@code argv} starts with its name
     * @param control becomes its descriptor 3
     * @param output becomes its stdin, stdout and stderr
     * @param entry the cgroups it is in before it is run
     * @param mounts detached mounts with the place of each in the stage
     */
    Started start(
            Fd program, List<String> argv, Entry entry, Path stage, List<StagedMount> mounts, Fd control, Fd output) {
        List<Fd> fds = new ArrayList<>(List.of(program, control, output));
        mounts.forEach(mount -> fds.add(mount.mount()));
        int id = ids.incrementAndGet();
        ByteBuffer packet = Packets.spawn(
                id,
                stage.toString(),
                argv,
                entry,
                mounts.stream().map(StagedMount::place).toList());
        return new Started(id, ask(id, packet, fds));
    }

    void kill(Started started) {
        socket.send(Packets.kill(started.id()), List.of());
    }

    /** A user namespace whose ids 0 to {@code count - 1} are {@code first} and up outside. */
    Fd userNamespace(long first, int count) {
        int id = ids.incrementAndGet();
        Answer answer = get(ask(id, Packets.userNamespace(id, first, count), List.of()));
        if (answer.fds().size() != 1) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "A user namespace cannot be made: errno " + answer.status(),
                    "Allow user namespaces: sysctl user.max_user_namespaces must be above 0.");
        }
        return answer.fds().getFirst();
    }

    private CompletableFuture<Answer> ask(int id, ByteBuffer packet, List<Fd> fds) {
        CompletableFuture<Answer> future = new CompletableFuture<>();
        pending.put(id, future);
        try {
            socket.send(packet, fds);
        } catch (LinuxException e) {
            pending.remove(id);
            throw gone(e);
        }
        if (ended) {
            failAll();
        }
        return future;
    }

    static Answer get(CompletableFuture<Answer> future) {
        try {
            return future.get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new QuernException(ErrorCode.SANDBOX_FAILED, "The spawner does not answer", null, e);
        } catch (ExecutionException e) {
            throw gone(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "Interrupted while a sandbox was made", null, e);
        }
    }

    private static QuernException gone(Exception cause) {
        return new QuernException(
                ErrorCode.SANDBOX_FAILED, "The spawner has ended; no new sandboxes", "Restart the server.", cause);
    }

    private void answers() {
        ByteBuffer packet = Packets.direct(64);
        try {
            while (true) {
                List<Fd> fds = new ArrayList<>();
                if (socket.receive(packet.clear(), 0, fds) < 0) {
                    break;
                }
                packet.flip();
                int type = packet.getInt();
                CompletableFuture<Answer> future = pending.remove(packet.getInt());
                if (future == null || (type != Packets.EXITED && type != Packets.USERNS_MADE)) {
                    fds.forEach(Fd::close);
                } else {
                    future.complete(new Answer(packet.getInt(), fds));
                }
            }
        } catch (LinuxException e) {
            LOG.debug("The spawner's socket is closed: {}", e.getMessage());
        }
        ended = true;
        failAll();
    }

    private void failAll() {
        pending.values().forEach(f -> f.completeExceptionally(new IllegalStateException("the spawner has ended")));
        pending.clear();
    }

    /** Ends the process; runtimes under way are killed. */
    @Override
    public void close() {
        socket.close();
        process.await(System.nanoTime() + Duration.ofSeconds(6).toNanos());
        process.close();
    }
}
