package dev.quern.node.fn;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.http.KnownFailure;
import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.ResponseHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an FDK answers. Its status says what became of the call: 200 the function's answer, 502 the function failed, 504
 * it took too long; the instance is good for another call after these three and after no other.
 *
 * <p>states: AWAITED → (PASSED | EMPTY | FAILED) → over, all → over
 */
final class FnAnswer implements Receiver {
    private static final int GOOD = 200;
    private static final int FAILED = 502;
    private static final int TIMED_OUT = 504;
    private static final int MOST_SAID = 1000;

    private enum State {
        AWAITED,
        /** The content is the caller's. */
        PASSED,
        /** The caller's answer has no content, whatever comes. */
        EMPTY,
        /** The content says why. */
        FAILED
    }

    private final Receiver to;
    private final boolean passedOn;
    private final FnConnection connection;
    private final ByteBuffer said = ByteBuffer.allocate(MOST_SAID);
    private State state = State.AWAITED;
    private int status;

    /** @param passedOn whether the request had a method and a path of its own */
    FnAnswer(Receiver to, boolean passedOn, FnConnection connection) {
        this.to = to;
        this.passedOn = passedOn;
        this.connection = connection;
    }

    @Override
    public void interim(ResponseHead head) {
        // FDKs have nothing to say before they answer.
    }

    @Override
    public void head(ResponseHead answer) {
        status = answer.status();
        if (status == FAILED || status == TIMED_OUT) {
            state = State.FAILED;
            return;
        }
        Optional<ResponseHead> own = passedOn ? FnHead.of(answer) : Optional.of(answer);
        if (status != GOOD || own.isEmpty()) {
            connection.giveUp(
                    to,
                    status == GOOD
                            ? "its Fn-Http-Status is no status of an answer"
                            : "its status is " + status + ", which no FDK answers a call with");
            return;
        }
        state = FnHead.hasContent(own.get().status()) ? State.PASSED : State.EMPTY;
        to.head(own.get());
    }

    @Override
    public void content(Piece piece) {
        switch (state) {
            case PASSED -> pass(piece);
            case EMPTY -> {
                piece.bytes().position(piece.bytes().limit());
                if (piece.isLast()) {
                    pass(piece);
                } else {
                    piece.done();
                }
            }
            case FAILED -> {
                ByteBuffer bytes = piece.bytes();
                while (bytes.hasRemaining() && said.hasRemaining()) {
                    said.put(bytes.get());
                }
                piece.done();
                if (piece.isLast()) {
                    connection.answered();
                    to.failed(new KnownFailure(failure()), false);
                }
            }
            case AWAITED -> piece.done();
        }
    }

    private void pass(Piece piece) {
        if (piece.isLast()) {
            connection.answered();
        }
        to.content(piece);
    }

    @Override
    public void failed(IOException cause, boolean silent) {
        to.failed(cause, silent);
    }

    private QuernException failure() {
        if (status == TIMED_OUT) {
            return new QuernException(
                    ErrorCode.DEADLINE_EXCEEDED,
                    "The function says that its time was over" + said(),
                    "Deploy it with a longer --timeout.");
        }
        return new QuernException(
                ErrorCode.FUNCTION_FAILED, "The function failed" + said(), connection.whereItsLogIs());
    }

    /** In one line. */
    private String said() {
        String text = StandardCharsets.UTF_8.decode(said.flip()).toString();
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.isEmpty() ? "" : ": " + line;
    }
}
