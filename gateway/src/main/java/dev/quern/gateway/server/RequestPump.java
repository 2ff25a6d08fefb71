package dev.quern.gateway.server;

import dev.quern.node.call.Cancel;
import dev.quern.node.http.HttpConnection;
import dev.quern.node.http.SendCallback;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
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
    private static final byte[] LINE_END = {'\r', '\n'};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Request request;
    private final HttpConnection connection;
    private final Cancel cancel;
    private final boolean chunked;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger turns = new AtomicInteger();
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
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
    RequestPump(Request request, Content.@Nullable Chunk first, HttpConnection connection, Cancel cancel) {
        this.request = request;
        this.first = first;
        this.connection = connection;
        this.cancel = cancel;
        this.chunked = request.getLength() < 0;
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
                request.demand(this::more);
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
        connection.send(chunk.isLast(), this, framed(chunk));
    }

    private ByteBuffer[] framed(Content.Chunk chunk) {
        ByteBuffer content = chunk.getByteBuffer();
        if (!chunked) {
            return new ByteBuffer[] {content};
        }
        if (!content.hasRemaining()) {
            return new ByteBuffer[] {ByteBuffer.wrap(chunk.isLast() ? LAST_CHUNK : new byte[0])};
        }
        ByteBuffer size = ByteBuffer.wrap(
                (Integer.toHexString(content.remaining()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        ByteBuffer end = ByteBuffer.wrap(LINE_END);
        return chunk.isLast()
                ? new ByteBuffer[] {size, content, end, ByteBuffer.wrap(LAST_CHUNK)}
                : new ByteBuffer[] {size, content, end};
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
