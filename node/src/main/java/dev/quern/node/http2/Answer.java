package dev.quern.node.http2;

import dev.quern.node.http.BadAnswer;
import dev.quern.node.http.Header;
import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.ResponseHead;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What comes on one stream, for its receiver. Frames are read as they come and their content is copied, so that Jetty
 * keeps nothing; the next piece is what has gathered while the last one was on its way to the caller, and only then may
 * the server send as much again. Frames come on Jetty's threads, pieces come back on any, failures from either: all take
 * their turn.
 *
 * <p>states: AWAITED → CONTENT → OVER, all → OVER
 */
final class Answer implements Stream.Listener {
    private static final int MOST_INTERIM = 64;

    private enum State {
        AWAITED,
        CONTENT,
        OVER
    }

    private final Http2Connection connection;
    private final Receiver to;
    private final boolean answersHead;
    private final Turns turns;
    /** Written by whoever has the turn, or closes the connection. */
    private volatile State state = State.AWAITED;
    /** Why the server gave the stream up; Jetty's parser's alone. */
    private OptionalInt resetCode = OptionalInt.empty();

    /** What follows is of whoever has the turn. */
    private final Gathering gathered = new Gathering();

    private AnswerLength length = AnswerLength.unknown();
    private List<Header> trailers = List.of();
    private @Nullable IOException failure;
    private boolean ended;
    private boolean lent;
    private int interims;
    private int owed;

    Answer(Http2Connection connection, Receiver to, boolean answersHead) {
        this.connection = connection;
        this.to = to;
        this.answersHead = answersHead;
        this.turns = new Turns(connection::close);
    }

    @Override
    public void onNewStream(Stream stream) {
        connection.created(stream);
        stream.demand();
    }

    @Override
    public void onHeaders(Stream stream, HeadersFrame frame) {
        turns.take(() -> {
            try {
                headers(frame);
            } catch (BadAnswer e) {
                refuse(stream, e);
            }
        });
    }

    private void headers(HeadersFrame frame) throws BadAnswer {
        if (state == State.OVER) {
            return;
        }
        List<Header> fields = Fields.of(frame.getMetaData().getHttpFields());
        if (!(frame.getMetaData() instanceof MetaData.Response response)) {
            if (state == State.AWAITED || !frame.isEndStream()) {
                throw new BadAnswer("it has trailers where none may be");
            }
            trailers = fields;
            return;
        }
        ResponseHead head = new ResponseHead(response.getStatus(), 1, fields);
        if (state == State.CONTENT || head.isSwitch() || head.status() < 100) {
            throw new BadAnswer("it has a second head, or one that HTTP/2 knows none of");
        }
        if (head.isInterim()) {
            if (frame.isEndStream() || ++interims > MOST_INTERIM) {
                throw new BadAnswer("it has more than " + MOST_INTERIM + " interim answers, or nothing else");
            }
            to.interim(head);
        } else {
            length = AnswerLength.of(head, answersHead);
            state = State.CONTENT;
            to.head(head);
        }
    }

    @Override
    public void onDataAvailable(Stream stream) {
        turns.take(() -> {
            try {
                read(stream);
                deliver(stream);
            } catch (BadAnswer e) {
                refuse(stream, e);
            }
        });
    }

    private void read(Stream stream) throws BadAnswer {
        while (!ended && failure == null && state != State.OVER) {
            Stream.Data data = stream.readData();
            if (data == null) {
                stream.demand();
                return;
            }
            try {
                add(data.frame());
            } finally {
                data.release();
            }
        }
    }

    private void add(DataFrame frame) throws BadAnswer {
        if (state == State.AWAITED) {
            throw new BadAnswer("its content comes before its head");
        }
        length.add(frame.remaining());
        gathered.add(frame);
        if (frame.isEndStream()) {
            length.requireWhole();
            ended = true;
        }
    }

    private void deliver(Stream stream) {
        while (state == State.CONTENT && !lent && (ended || !gathered.isEmpty())) {
            Gathering.Taken taken = gathered.take();
            if (ended) {
                state = State.OVER;
                to.content(new Piece(taken.bytes(), true, trailers, () -> {}));
                return;
            }
            Piece piece = new Piece(
                    taken.bytes(),
                    false,
                    List.of(),
                    () -> turns.take(() -> {
                        lent = false;
                        taken(stream, taken.window());
                        deliver(stream);
                    }));
            to.content(piece);
            lent = piece.isKept();
            if (!lent) {
                taken(stream, taken.window());
            }
        }
        IOException cause = failure;
        if (cause != null && !lent && state != State.OVER) {
            state = State.OVER;
            to.failed(cause, false);
        }
    }

    private void taken(Stream stream, int window) {
        owed += window;
        if (owed >= StreamWindows.BYTES / 2 && state != State.OVER) {
            connection.windows().taken(stream, owed);
            owed = 0;
        }
    }

    private void refuse(Stream stream, BadAnswer why) {
        stream.reset(new ResetFrame(stream.getId(), ErrorCode.PROTOCOL_ERROR.code), Callback.NOOP);
        failNow(why, false);
        deliver(stream);
    }

    /** The server gives the stream up, and Jetty is about to close it. */
    void reset(int code) {
        resetCode = OptionalInt.of(code);
    }

    @Override
    public void onClosed(Stream stream) {
        connection.closed(stream);
        if (!stream.isReset()) {
            return;
        }
        int code = resetCode.orElse(ErrorCode.NO_ERROR.code);
        fail(
                stream,
                resetCode.isPresent()
                        ? new IOException("it gave the request up (" + ErrorCode.toString(code, "unknown") + ")")
                        : new BadAnswer("its content is not as long as it says"),
                code == ErrorCode.REFUSED_STREAM_ERROR.code);
    }

    @Override
    public void onFailure(Stream stream, int error, String reason, Throwable cause, Callback callback) {
        boolean unseen = connection.isUnseen(stream);
        fail(stream, connection.ended(error, reason), unseen);
        stream.reset(new ResetFrame(stream.getId(), error), Callback.NOOP);
        callback.succeeded();
    }

    /** @param unseen whether the server has not looked at the request */
    void fail(Stream stream, IOException cause, boolean unseen) {
        turns.take(() -> {
            failNow(cause, unseen);
            deliver(stream);
        });
    }

    /** The request did not leave. */
    void failUnsent(IOException cause, boolean again) {
        turns.take(() -> failNow(cause, again));
    }

    /** What came before is handed on first, so that the caller has it. */
    private void failNow(IOException cause, boolean unseen) {
        if (state == State.AWAITED) {
            state = State.OVER;
            to.failed(cause, unseen);
        } else if (state == State.CONTENT && !ended && failure == null) {
            failure = cause;
        }
    }

    /** Whether the server has answered at all. */
    boolean isAwaited() {
        return state == State.AWAITED;
    }

    /** Nobody listens any more. */
    void drop() {
        state = State.OVER;
    }
}
