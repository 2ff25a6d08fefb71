package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.ResponseHead;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.server.ServerCall;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What a node says of one request, put down for the one thread that waits for it: whoever says it has others to look
 * after. A piece that lies here is not given back, so that nothing more is read of the answer and little is held.
 */
final class ServerWords implements ServerCall.Listener, Receiver, AutoCloseable {
    private sealed interface Word {
        record Connected(ServerConnection connection) implements Word {}

        record Answered(ResponseHead head) implements Word {}

        record Content(Piece piece) implements Word {}

        record Broken(IOException cause) implements Word {}

        record Over(RuntimeException why) implements Word {}
    }

    private final BlockingQueue<Word> words = new LinkedBlockingQueue<>();
    private volatile @Nullable ServerCall call;
    private volatile boolean closed;

    /** Empty while none began. */
    Optional<ServerCall> call() {
        return Optional.ofNullable(call);
    }

    /**
     * Waits for an instance.
     *
     * @throws RuntimeException why there is none
     */
    ServerConnection awaitConnection() {
        return next() instanceof Word.Connected(ServerConnection connection) ? connection : unexpected();
    }

    /** @throws RuntimeException why there is no answer */
    ResponseHead awaitHead() {
        return next() instanceof Word.Answered(ResponseHead head) ? head : unexpected();
    }

    /**
     * The next of the answer, to be given back.
     *
     * @throws RuntimeException why it breaks off
     */
    Piece awaitPiece() {
        return next() instanceof Word.Content(Piece piece) ? piece : unexpected();
    }

    private Word next() {
        try {
            Word word = words.take();
            if (word instanceof Word.Broken(IOException cause)) {
                throw Objects.requireNonNull(call).failure(cause);
            }
            if (word instanceof Word.Over(RuntimeException why)) {
                throw why;
            }
            return word;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment.", e);
        }
    }

    private static <T> T unexpected() {
        throw new IllegalStateException("a node speaks of an exchange out of order");
    }

    @Override
    public void began(ServerCall begun) {
        call = begun;
    }

    @Override
    public void connected(ServerConnection connection, boolean fresh) {
        words.add(new Word.Connected(connection));
    }

    @Override
    public void refused(RuntimeException why) {
        words.add(new Word.Over(why));
    }

    @Override
    public void cancelled(QuernException why) {
        words.add(new Word.Over(why));
    }

    @Override
    public void slow() {
        // Nobody waits at the other end of a connection.
    }

    @Override
    public void interim(ResponseHead head) {
        // Only the answer is of interest.
    }

    @Override
    public void head(ResponseHead head) {
        words.add(new Word.Answered(head));
    }

    @Override
    public void content(Piece piece) {
        words.add(new Word.Content(piece));
        if (closed) {
            giveBack();
        }
    }

    @Override
    public void failed(IOException cause, boolean silent) {
        words.add(new Word.Broken(cause));
    }

    /** Nobody listens any more. */
    @Override
    public void close() {
        closed = true;
        giveBack();
    }

    private void giveBack() {
        for (Word word = words.poll(); word != null; word = words.poll()) {
            if (word instanceof Word.Content(Piece piece)) {
                piece.done();
            }
        }
    }
}
