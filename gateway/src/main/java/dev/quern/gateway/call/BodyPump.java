package dev.quern.gateway.call;

import dev.quern.core.error.QuernException;
import dev.quern.linux.LinuxException;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
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
 * <p>The function sees the end of its input only when the whole body was there: a body that is cut
 * short ends the function instead, and only then its input.
 *
 * <p>states: DELIVERING → (DROPPING) → (FINISHED | STOPPED)
 */
final class BodyPump {
    private static final Duration STALL = Duration.ofSeconds(1);
    private static final int CONTINUE = 100;
    private static final int WIDE_ABOVE = 256 << 10;
    private static final long MOST_DROPPED = 64L << 20;
    private static final Duration MOST_DRAINING = Duration.ofSeconds(5);

    private final Request request;
    private final Interim interim;
    private final NodeCall call;
    private final Cancel cancel;
    private final Semaphore available = new Semaphore(0);
    private @Nullable Thread thread;
    private boolean dropping;
    private long delivered;
    private boolean widened;
    private long dropped;
    private volatile boolean finished;
    private volatile Runnable onFinish = () -> {};

    BodyPump(Request request, Interim interim, NodeCall call, Cancel cancel) {
        this.request = request;
        this.interim = interim;
        this.call = call;
        this.cancel = cancel;
    }

    /** Whether a body is so small that {@link #start} never waits for the function to read it. */
    static boolean small(Request request) {
        // A chunked body may hold more than the pipe takes at once, and the caller has stdout to read.
        return request.getLength() >= 0 && request.getLength() <= Streams.PIPE;
    }

    /** {@code action} runs when the body was read to its end, at once if it was; perhaps twice. */
    void onFinish(Runnable action) {
        onFinish = action;
        if (finished) {
            action.run();
        }
    }

    void start() {
        if (request.getLength() == 0) {
            finish();
            return;
        }
        boolean begun = false;
        if (small(request)) {
            for (Content.Chunk chunk = request.read(); chunk != null; chunk = request.read()) {
                begun = true;
                if (!take(chunk)) {
                    return;
                }
            }
        }
        if (!begun && request.getHeaders().contains(HttpHeader.EXPECT)) {
            interim.send(CONTINUE);
        }
        thread = Thread.ofVirtual().name("quern-body").start(this::pump);
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

    /** Nobody wants the rest; the call is closed. */
    void stop() {
        Thread t = thread;
        if (t != null) {
            t.interrupt();
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
            // drain() has waited long enough, or stop() does not wait at all.
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
        // Interrupted, the call is over and takes no place again.
        available.acquire();
        call.place().resume(call.spec().deadlineNanos());
    }

    /** Delivers or drops a chunk; true when more may come. */
    private boolean take(Content.Chunk chunk) {
        try {
            if (Content.Chunk.isFailure(chunk)) {
                return failed(chunk);
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

    /** True when the failure was only the connection's idle time: how long a client may pause is the deadline's matter. */
    private boolean failed(Content.Chunk chunk) {
        if (!chunk.isLast()) {
            return true;
        }
        // stdin stays open: its end would tell the function that half a body is a whole one.
        cancel.fire(Cancel.Cause.BODY_CUT);
        finished = true;
        return false;
    }

    /** False when the function reads no more. */
    private boolean deliver(ByteBuffer bytes) {
        call.countIn(bytes.remaining());
        try {
            delivered += bytes.remaining();
            if (!widened && delivered > WIDE_ABOVE) {
                call.stdin().capacity(Streams.WIDE_PIPE);
                widened = true;
            }
            if (bytes.isDirect()) {
                call.stdin().writeFully(bytes);
                return true;
            }
            ByteBuffer direct = Streams.BUFFERS.take();
            try {
                while (bytes.hasRemaining()) {
                    int n = Math.min(bytes.remaining(), direct.clear().remaining());
                    direct.put(bytes.slice().limit(n)).flip();
                    bytes.position(bytes.position() + n);
                    call.stdin().writeFully(direct);
                }
            } finally {
                Streams.BUFFERS.giveBack(direct);
            }
            return true;
        } catch (LinuxException e) {
            // EPIPE: a function need not read its input. EBADF, EINTR: the call is over.
            return false;
        }
    }

    private void finish() {
        finished = true;
        onFinish.run();
        call.stdin().close();
    }
}
