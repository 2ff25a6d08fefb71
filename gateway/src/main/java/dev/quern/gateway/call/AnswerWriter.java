package dev.quern.gateway.call;

import dev.quern.core.error.QuernException;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * stdout → response, one write at a time. A client that reads nothing for {@link #STALL} costs nobody
 * else: the call gives its place back until the client goes on, and it does not outlive the call's end
 * for longer than that.
 *
 * <p>states: IDLE ⇄ WRITING; a write that is given up stays WRITING, and its buffer is never reused.
 */
final class AnswerWriter implements Callback {
    private static final Duration STALL = Duration.ofSeconds(1);

    private final Response response;
    private final NodeCall call;
    private final Cancel cancel;
    private final Semaphore done = new Semaphore(0);
    private volatile @Nullable Throwable failure;
    private boolean writing;

    AnswerWriter(Response response, NodeCall call, Cancel cancel) {
        this.response = response;
        this.call = call;
        this.cancel = cancel;
    }

    /** Writes all of {@code bytes}. @throws IOException when the client is gone or was given up */
    void write(ByteBuffer bytes) throws IOException {
        writing = true;
        response.write(false, bytes, this);
        try {
            if (!done.tryAcquire(STALL.toNanos(), TimeUnit.NANOSECONDS)) {
                awaitClient();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while writing", e);
        }
        writing = false;
        Throwable cause = failure;
        if (cause != null) {
            throw new IOException(cause);
        }
    }

    /** Whether a write was given up, so that its buffer still belongs to the HTTP server. */
    boolean writing() {
        return writing;
    }

    private void awaitClient() throws IOException, InterruptedException {
        call.place().pause();
        while (!done.tryAcquire(STALL.toNanos(), TimeUnit.NANOSECONDS)) {
            if (cancel.cause().isPresent()) {
                throw new IOException("the call is over and its client reads nothing");
            }
        }
        try {
            call.place().resume(call.spec().deadlineNanos());
        } catch (QuernException e) {
            // No place again before the deadline, which ends the call by itself.
            return;
        }
    }

    @Override
    public void succeeded() {
        done.release();
    }

    @Override
    public void failed(Throwable x) {
        failure = x;
        done.release();
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }
}
