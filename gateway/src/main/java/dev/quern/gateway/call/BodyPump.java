package dev.quern.gateway.call;

import dev.quern.core.error.QuernException;
import dev.quern.linux.LinuxException;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Request body → stdin. A small body that is there already goes in one write on the caller's thread
 * (an empty pipe takes 64 KiB); others on a virtual thread of their own, so that both directions
 * stream at once. An upload that stands still for {@link #STALL} gives the call's place back until it
 * goes on. What a function does not read is read and dropped within bounds, since simple clients take
 * the answer only after their upload.
 *
 * <p>states: DELIVERING → (DROPPING) → FINISHED
 */
final class BodyPump {
    private static final Duration STALL = Duration.ofSeconds(1);
    private static final int INLINE = 64 << 10;
    private static final long MOST_DROPPED = 64L << 20;
    private static final Duration MOST_DRAINING = Duration.ofSeconds(5);

    private final Request request;
    private final NodeCall call;
    private final Cancel cancel;
    private final Semaphore available = new Semaphore(0);
    private @Nullable Thread thread;
    private boolean dropping;
    private long dropped;
    private volatile boolean finished;

    BodyPump(Request request, NodeCall call, Cancel cancel) {
        this.request = request;
        this.call = call;
        this.cancel = cancel;
    }

    void start() {
        if (request.getLength() == 0) {
            finish();
            return;
        }
        // A chunked body may hold more than the pipe takes at once, and this thread has stdout to read.
        boolean small = request.getLength() > 0 && request.getLength() <= INLINE;
        Content.Chunk chunk = small ? request.read() : null;
        if (chunk == null || take(chunk)) {
            thread = Thread.ofVirtual().name("quern-body").start(this::pump);
        }
    }

    /** Whether the body was read to its end. */
    boolean finished() {
        return finished;
    }

    /** After the answer was written: waits, within bounds, until the client has sent what it wanted to. */
    void drain() {
        Thread t = thread;
        if (finished || t == null) {
            return;
        }
        try {
            if (!t.join(MOST_DRAINING)) {
                t.interrupt();
                t.join();
            }
        } catch (InterruptedException e) {
            t.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private void pump() {
        try {
            boolean more = true;
            while (more) {
                Content.Chunk chunk = request.read();
                if (chunk == null) {
                    awaitMore();
                } else {
                    more = take(chunk);
                }
            }
        } catch (InterruptedException e) {
            // drain() has waited long enough.
            dropping = true;
        } catch (QuernException e) {
            // No place again before the deadline, which ends the call by itself.
            dropping = true;
        }
    }

    private void awaitMore() throws InterruptedException {
        request.demand(available::release);
        if (available.tryAcquire(STALL.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        call.place().pause();
        try {
            available.acquire();
        } finally {
            call.place().resume(call.spec().deadlineNanos());
        }
    }

    /** Delivers or drops a chunk; true when more may come. */
    private boolean take(Content.Chunk chunk) {
        try {
            if (Content.Chunk.isFailure(chunk)) {
                // The function must never take half a body for a whole one, so it ends before it can see an end.
                cancel.fire(Cancel.Cause.BODY_CUT);
                finish();
                return false;
            }
            if (dropping) {
                dropped += chunk.remaining();
            } else if (!deliver(chunk.getByteBuffer())) {
                dropping = true;
                call.stdin().close();
            }
            if (chunk.isLast()) {
                finish();
            }
            return !chunk.isLast() && dropped < MOST_DROPPED;
        } finally {
            chunk.release();
        }
    }

    /** False when the function reads no more. */
    private boolean deliver(ByteBuffer bytes) {
        call.countIn(bytes.remaining());
        try {
            if (bytes.isDirect()) {
                call.stdin().writeFully(bytes);
                return true;
            }
            ByteBuffer direct = Buffers.take();
            try {
                while (bytes.hasRemaining()) {
                    int n = Math.min(bytes.remaining(), direct.clear().remaining());
                    direct.put(bytes.slice().limit(n)).flip();
                    bytes.position(bytes.position() + n);
                    call.stdin().writeFully(direct);
                }
            } finally {
                Buffers.giveBack(direct);
            }
            return true;
        } catch (LinuxException e) {
            // EPIPE: a function need not read its input. EBADF: the call is over.
            return false;
        }
    }

    private void finish() {
        finished = true;
        call.stdin().close();
    }
}
