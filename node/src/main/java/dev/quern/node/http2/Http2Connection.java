package dev.quern.node.http2;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.http.KnownFailure;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http2.HTTP2Stream;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One exchange, which is one stream of a session that others have streams of.
 *
 * <p>states: UNUSED → BEGUN → CLOSED, UNUSED → CLOSED
 */
final class Http2Connection implements ServerConnection {
    private enum State {
        UNUSED,
        BEGUN,
        CLOSED
    }

    private final Http2Session session;
    private final AtomicReference<State> state = new AtomicReference<>(State.UNUSED);
    private final AtomicReference<@Nullable SendCallback> sending = new AtomicReference<>();
    private final AtomicBoolean released = new AtomicBoolean();
    private volatile @Nullable Answer answer;
    private volatile @Nullable RequestHead head;
    private volatile @Nullable Stream stream;
    private volatile long heardBefore;

    Http2Connection(Http2Session session) {
        this.session = session;
    }

    @Override
    public boolean begin(Receiver to, RequestHead request) {
        if (!session.isOpen() || !state.compareAndSet(State.UNUSED, State.BEGUN)) {
            close();
            return false;
        }
        heardBefore = session.heard();
        head = request;
        answer = new Answer(this, to, request.isHead());
        return true;
    }

    @Override
    public void send(boolean last, SendCallback callback, ByteBuffer content) {
        sending.set(callback);
        if (state.get() == State.CLOSED) {
            notSent(new IOException("the exchange has ended"));
            return;
        }
        Stream open = stream;
        if (open == null) {
            open(last, own(content));
        } else if (last || content.hasRemaining()) {
            open.data(new DataFrame(open.getId(), own(content), last), new Sent());
        } else {
            sent();
        }
        if (state.get() == State.CLOSED) {
            // Meanwhile, when there was no stream to close yet.
            cancel();
        }
    }

    /**
     * What was handed to Jetty is written when the server reads, also after its stream has ended, while the caller's
     * buffer is somebody else's by then.
     */
    private static ByteBuffer own(ByteBuffer content) {
        return ByteBuffer.allocate(content.remaining()).put(content).flip();
    }

    private void open(boolean last, ByteBuffer content) {
        Answer to = Objects.requireNonNull(answer);
        RequestHead request = Objects.requireNonNull(head);
        if (request.asksForUpgrade()) {
            unsent(
                    to,
                    new KnownFailure(new QuernException(
                            ErrorCode.UNSUPPORTED,
                            "The function's server speaks HTTP/2, which has no upgrades to another protocol (WebSocket)",
                            "Deploy it without --h2c if it speaks HTTP/1.1 too.")),
                    false);
            return;
        }
        try {
            HeadersFrame headers = new HeadersFrame(Fields.of(request), null, last && !content.hasRemaining());
            HTTP2Stream.FrameList frames = content.hasRemaining()
                    ? new HTTP2Stream.FrameList(headers, new DataFrame(content, last), null)
                    : new HTTP2Stream.FrameList(headers);
            session.jetty().newStream(frames, new Opened(to), to);
        } catch (IllegalArgumentException e) {
            unsent(to, new KnownFailure(QuernException.invalid("The request's host or path is none")), false);
        }
    }

    /** @param again whether another connection may do better */
    private void unsent(Answer to, IOException why, boolean again) {
        release();
        notSent(why);
        to.failUnsent(why, again);
    }

    /** Before anything is sent on it. */
    void created(Stream made) {
        stream = made;
    }

    /** All of both sides, or given up by either. */
    void closed(Stream made) {
        release();
        if (made.isReset()) {
            notSent(new IOException("the server reads no more of it"));
        }
    }

    private void release() {
        if (!released.getAndSet(true)) {
            session.released();
        }
    }

    private void sent() {
        SendCallback callback = sending.getAndSet(null);
        if (callback != null) {
            callback.sent();
        }
    }

    private void notSent(IOException why) {
        SendCallback callback = sending.getAndSet(null);
        if (callback != null) {
            callback.failed(why);
        }
    }

    StreamWindows windows() {
        return session.windows();
    }

    /** Whether the server said that it has not looked at the request, and will not (RFC 9113 section 6.8). */
    boolean isUnseen(Stream made) {
        return made.getId() > session.lastSeen();
    }

    /** The session ended, or what came on the stream is not HTTP. */
    IOException ended(int error, @Nullable String reason) {
        return session.failure(error, reason);
    }

    /** One stream is one exchange. */
    @Override
    public boolean isIdle() {
        return false;
    }

    /** Of the session's streams this one alone. */
    @Override
    public boolean close() {
        State before = state.getAndSet(State.CLOSED);
        if (before == State.CLOSED) {
            return false;
        }
        Answer to = answer;
        if (to != null && to.isAwaited() && session.heard() == heardBefore) {
            // Nothing at all since the request: it may never speak again, and the next ones shall not wait for it.
            session.drain();
        }
        if (to != null) {
            to.drop();
        }
        cancel();
        notSent(new IOException("the exchange has ended"));
        return true;
    }

    private void cancel() {
        Stream open = stream;
        if (open == null) {
            release();
        } else if (!open.isClosed()) {
            open.reset(
                    new ResetFrame(open.getId(), org.eclipse.jetty.http2.ErrorCode.CANCEL_STREAM_ERROR.code),
                    Callback.NOOP);
        }
    }

    /** The request's head left, and the content that was given with it. */
    private final class Opened implements Promise<Stream> {
        private final Answer to;

        Opened(Answer to) {
            this.to = to;
        }

        @Override
        public void succeeded(Stream made) {
            sent();
        }

        @Override
        public void failed(Throwable cause) {
            Stream made = stream;
            IOException why = new IOException("the connection to it ended", cause);
            if (made == null) {
                unsent(to, why, true);
            } else {
                release();
                notSent(why);
                to.fail(made, why, isUnseen(made));
            }
        }
    }

    private final class Sent implements Callback {
        @Override
        public void succeeded() {
            sent();
        }

        @Override
        public void failed(Throwable cause) {
            notSent(new IOException("the server reads no more of it", cause));
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
