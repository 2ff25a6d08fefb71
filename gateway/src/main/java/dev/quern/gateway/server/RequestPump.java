package dev.quern.gateway.server;

import dev.quern.node.call.Cancel;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Invocable;
import org.jspecify.annotations.Nullable;

/**
 * Request body → server, a piece at a time and without a thread that waits: the next is read when the last was taken.
 * Once the server wants no more, what still comes is dropped within bounds, since simple clients read the answer only
 * after their upload.
 *
 * <p>states: SENDING → (DROPPING) → ENDED
 */
final class RequestPump implements SendCallback {
    private static final long MOST_DROPPED = 64L << 20;
    private static final long MOST_DRAINING_SECONDS = 5;

    private final Request request;
    private final ServerConnection connection;
    private final Cancel cancel;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger turns = new AtomicInteger();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    /** What follows waits for nobody, so whoever found the next piece goes on himself. */
    private final Invocable.Task more = Invocable.from(Invocable.InvocationType.NON_BLOCKING, this::more);

    private volatile boolean dropping;
    private volatile boolean sending = true;
    private volatile boolean demanded;
    private long dropped;
    private Content.@Nullable Chunk first;
    private Content.@Nullable Chunk current;

    /**
     * Goes on when what was sent before it was taken.
     *
     * @param first what was read of the body already
     */
    RequestPump(Request request, Content.@Nullable Chunk first, ServerConnection connection, Cancel cancel) {
        this.request = request;
        this.first = first;
        this.connection = connection;
        this.cancel = cancel;
    }

    /** Bytes of the body that were read so far. */
    long bytes() {
        return bytes.get();
    }

    /** Completes with the body's end: whether all of it came. */
    CompletableFuture<Boolean> ended() {
        return ended.copy();
    }

    /** The server wants no more. Completes when the client has sent all, or has had its time. */
    CompletableFuture<Boolean> drop() {
        dropping = true;
        return ended.completeOnTimeout(false, MOST_DRAINING_SECONDS, TimeUnit.SECONDS);
    }

    /** One thread at a time goes on; whoever comes meanwhile has it go round once more. */
    private void turn() {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        do {
            while (!sending && !ended.isDone() && step()) {
                // on
            }
        } while (turns.decrementAndGet() != 0);
    }

    /** False when something else will go on. */
    private boolean step() {
        Content.Chunk chunk = first == null ? request.read() : first;
        first = null;
        if (chunk == null) {
            if (!demanded) {
                demanded = true;
                request.demand(more);
            }
            return false;
        }
        if (Content.Chunk.isFailure(chunk)) {
            if (chunk.isLast()) {
                cancel.fire(Cancel.Cause.BODY_CUT);
                ended.complete(false);
                return false;
            }
            return true;
        }
        bytes.addAndGet(chunk.remaining());
        if (dropping) {
            dropped += chunk.remaining();
            boolean last = chunk.isLast();
            chunk.release();
            if (last || dropped > MOST_DROPPED) {
                ended.complete(last);
            }
            return true;
        }
        send(chunk);
        return true;
    }

    private void more() {
        demanded = false;
        turn();
    }

    private void send(Content.Chunk chunk) {
        current = chunk;
        sending = true;
        connection.send(chunk.isLast(), this, chunk.getByteBuffer());
    }

    @Override
    public void sent() {
        next();
    }

    @Override
    public void failed(IOException cause) {
        // The answer, or its absence, says what became of the call.
        dropping = true;
        next();
    }

    private void next() {
        Content.Chunk chunk = current;
        current = null;
        if (chunk != null) {
            boolean last = chunk.isLast();
            chunk.release();
            if (last) {
                ended.complete(true);
            }
        }
        sending = false;
        turn();
    }
}
