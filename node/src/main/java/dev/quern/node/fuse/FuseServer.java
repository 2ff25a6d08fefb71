package dev.quern.node.fuse;

import dev.quern.linux.Errno;
import dev.quern.linux.Fd;
import dev.quern.linux.FuseDevice;
import dev.quern.linux.LinuxException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one file system to the kernel. A virtual thread reads requests and hands each to another, {@link #IN_FLIGHT}
 * at once; what comes beyond waits in the kernel, with the thread of the function that asked.
 *
 * <p>Nobody waits for ever: a clock ({@link #expire}) answers in place of whoever takes too long, with EINTR when the
 * function was signalled meanwhile and EIO when the time is over, and what is done too late is undone. {@link #close}
 * ends every request there is with ECONNABORTED, in the kernel and at once.
 *
 * <p>This process must never use a mount it serves: it would wait for itself.
 */
public final class FuseServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FuseServer.class);
    private static final int IN_FLIGHT = 16;

    /**
     * How long requests may take.
     *
     * @param usual most of them
     * @param file those that may move a whole file
     */
    public record Patience(Duration usual, Duration file) {
        public static final Patience DEFAULT = new Patience(Duration.ofSeconds(30), Duration.ofMinutes(10));
    }

    private final FuseDevice device;
    private final Fd mount;
    private final FileSystem files;
    private final Operations operations;
    private final Owner owner;
    private final Patience patience;
    private final Semaphore slots = new Semaphore(IN_FLIGHT);
    private final Map<Long, Request> inFlight = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Lanes lanes = new Lanes(threads);
    private final Thread reader = Thread.ofVirtual().unstarted(this::serve);
    private final AtomicBoolean closed = new AtomicBoolean();

    private FuseServer(
            FuseDevice device, Fd mount, FileSystem files, Owner owner, boolean readOnly, Patience patience) {
        this.device = device;
        this.mount = mount;
        this.files = files;
        this.operations = new Operations(files, readOnly);
        this.owner = owner;
        this.patience = patience;
    }

    /**
     * Begins to serve.
     *
     * @param files closed with the server
     * @param source what the mount's users see it is of
     * @throws LinuxException where the machine has no FUSE
     */
    public static FuseServer start(FileSystem files, String source, boolean readOnly, Owner owner, Patience patience) {
        FuseDevice device = FuseDevice.open();
        try {
            Fd mount = device.mount(source, readOnly);
            FuseServer server = new FuseServer(device, mount, files, owner, readOnly, patience);
            server.reader.start();
            return server;
        } catch (RuntimeException e) {
            device.close();
            throw e;
        }
    }

    /** The mount, attached nowhere yet; closed by whoever attaches it, or with this. */
    public Fd mount() {
        return mount;
    }

    public boolean isClosed() {
        return closed.get();
    }

    private void serve() {
        try {
            boolean more = true;
            while (more) {
                more = takeAll() && device.await();
            }
        } catch (InterruptedException | RejectedExecutionException e) {
            LOG.trace("a mount was closed while requests were under way");
        } catch (LinuxException e) {
            if (!closed.get()) {
                LOG.warn("a mount's requests cannot be read: {}", e.getMessage());
            }
        } finally {
            close();
        }
    }

    /** Takes over all requests there are; false when there will be no more. */
    private boolean takeAll() throws InterruptedException {
        ByteBuffer buffer = Answer.LARGE.take();
        try {
            while (true) {
                slots.acquire();
                int size = device.read(buffer.clear());
                if (size <= 0) {
                    slots.release();
                    return size == 0;
                }
                buffer = take(buffer.flip());
            }
        } finally {
            Answer.LARGE.giveBack(buffer);
        }
    }

    /** Takes a request over with its slot; returns a buffer for the next. */
    private ByteBuffer take(ByteBuffer packet) {
        if (Request.opcode(packet) == Opcode.WRITE) {
            begin(new Request(packet), () -> Answer.LARGE.giveBack(packet));
            return Answer.LARGE.take();
        }
        Request request =
                new Request(ByteBuffer.allocate(packet.limit()).put(packet).flip());
        switch (request.opcode()) {
            case Opcode.FORGET -> files.forget(request.node(), request.longAt(0));
            case Opcode.BATCH_FORGET -> forgetAll(request);
            case Opcode.INTERRUPT -> interrupt(request.longAt(0));
            case Opcode.INIT -> greet(request);
            default -> {
                begin(request, () -> {});
                return packet;
            }
        }
        slots.release();
        return packet;
    }

    private void begin(Request request, Runnable after) {
        inFlight.put(request.unique(), request);
        Runnable work = () -> {
            try {
                perform(request);
            } finally {
                inFlight.remove(request.unique());
                after.run();
                slots.release();
            }
        };
        if (Opcode.inOrder(request.opcode())) {
            lanes.run(request.longAt(0), work);
        } else {
            threads.execute(work);
        }
    }

    private void perform(Request request) {
        try (Answer answer = Answer.to(request, owner)) {
            int errno = 0;
            try {
                operations.perform(request, answer);
            } catch (LinuxException e) {
                errno = e.errno();
            } catch (RuntimeException | Error e) {
                LOG.error("a mount's request {} failed", request.opcode(), e);
                errno = Errno.EIO;
            }
            if (!send(request, answer, errno) || errno != 0) {
                answer.undo();
            }
        }
    }

    /** Whether somebody got it. */
    private boolean send(Request request, Answer answer, int errno) {
        if (!request.claim()) {
            return false;
        }
        int refused = device.write(answer.packet(request.unique(), errno));
        if (refused != 0 && refused != Errno.ENOENT && !closed.get()) {
            LOG.debug("an answer to a mount's request {} was refused: errno {}", request.opcode(), refused);
        }
        return refused == 0;
    }

    private void greet(Request request) {
        try (Answer answer = Answer.to(request, owner)) {
            int errno = 0;
            try {
                Handshake.answer(request, answer, IN_FLIGHT);
            } catch (LinuxException e) {
                LOG.error("this kernel's FUSE is too old: {}", e.getMessage());
                errno = e.errno();
            }
            send(request, answer, errno);
        }
    }

    private void forgetAll(Request request) {
        int count = request.number(0);
        for (int i = 0; i < count; i++) {
            files.forget(request.longAt(8 + 16 * i), request.longAt(16 + 16 * i));
        }
    }

    /**
     * Only noted: most requests end sooner than a program is told that it was interrupted, and programs that get
     * signals all the time do not expect EINTR from a file.
     */
    private void interrupt(long unique) {
        Request request = inFlight.get(unique);
        if (request != null) {
            request.interrupt();
        }
    }

    /** Answers requests that take too long; called about twice a second. */
    public void expire() {
        for (Request request : inFlight.values()) {
            Duration most = Opcode.movesFile(request.opcode()) ? patience.file() : patience.usual();
            boolean late = request.ageNanos() > most.toNanos();
            if (late || request.isInterrupted()) {
                try (Answer answer = Answer.ofFailure(owner)) {
                    send(request, answer, late ? Errno.EIO : Errno.EINTR);
                }
            }
        }
    }

    /** Ends the file system for all who use it. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        mount.close();
        device.close();
        // Not those at work: what they wait for is the store's, and a connection breaks when it is interrupted.
        reader.interrupt();
        threads.shutdown();
        files.close();
    }
}
