package dev.quern.node.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection from a client in a sandbox, for one request after the other. The loop reads them; answers are written
 * by whoever has them, at once or much later. What comes before the answer to the request before it ends the
 * connection: no client that is served here sends ahead.
 *
 * <p>states: HEAD → CONTENT → ANSWERING → HEAD …, all → CLOSED
 */
public final class InboundConnection implements Watched {
    /** Causes of errors travel in headers. */
    static final int MOST_HEAD = 128 << 10;

    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** Hears the requests, on the loop's thread: nothing here may wait. */
    public interface Handler {
        /** A request begins; its content follows. */
        void request(InboundHead head);

        /** A piece of the content, which is given back: {@link Piece#done}. With the last one the answer is due. */
        void content(Piece piece);

        /** The connection has ended, on any thread. */
        void closed();
    }

    private enum State {
        HEAD,
        CONTENT,
        ANSWERING,
        CLOSED
    }

    private final HttpLoop loop;
    private final SocketChannel channel;
    private final Handler handler;
    private final Consumer<InboundConnection> onClosed;
    private @Nullable SelectionKey key;

    /** What follows is the loop's. */
    private final HeadParser parser = new HeadParser(MOST_HEAD);

    private @Nullable Framing framing;

    /** What follows is guarded by this. */
    private State state = State.HEAD;

    private boolean lastRequest;
    private ByteBuffer[] unsent = {};
    private Runnable onSent = () -> {};

    InboundConnection(
            HttpLoop loop,
            SocketChannel channel,
            HttpListener.Handlers handlers,
            Consumer<InboundConnection> onClosed) {
        this.loop = loop;
        this.channel = channel;
        this.handler = handlers.of(this);
        this.onClosed = onClosed;
    }

    void register(SelectionKey registered) {
        key = registered;
    }

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_WRITE) != 0) {
            writable();
        }
        if ((operations & SelectionKey.OP_READ) != 0) {
            readable();
        }
    }

    private void readable() {
        ByteBuffer in = loop.buffer().clear();
        try {
            int n = channel.read(in);
            if (n < 0) {
                close();
            } else {
                heard(in.flip());
            }
        } catch (BadAnswer e) {
            refuse(e);
        } catch (IOException e) {
            close();
        }
    }

    private synchronized State state() {
        return state;
    }

    private void heard(ByteBuffer in) throws IOException {
        while (in.hasRemaining()) {
            switch (state()) {
                case HEAD -> {
                    if (!parser.take(in)) {
                        return;
                    }
                    begin(parser.request(), in);
                }
                case CONTENT -> {
                    if (!content(in)) {
                        return;
                    }
                }
                case ANSWERING -> close();
                case CLOSED -> {
                    return;
                }
            }
        }
    }

    private void begin(InboundHead head, ByteBuffer in) throws IOException {
        Framing content = Framing.of(head, MOST_HEAD);
        framing = content;
        synchronized (this) {
            state = content.isEnded() ? State.ANSWERING : State.CONTENT;
            lastRequest = !head.isKeptAlive();
        }
        handler.request(head);
        if (content.isEnded()) {
            handler.content(new Piece(ByteBuffer.allocate(0), true, List.of(), () -> {}));
        } else if (head.awaitsContinue() && !in.hasRemaining()) {
            channel.write(ByteBuffer.wrap(CONTINUE));
        }
    }

    /** False when the buffer is somebody else's now. */
    private boolean content(ByteBuffer in) throws BadAnswer {
        Framing content = Objects.requireNonNull(framing);
        int from = in.position();
        int end = content.decode(in);
        boolean last = content.isEnded();
        if (!last && end == from) {
            return true;
        }
        if (last) {
            synchronized (this) {
                if (state == State.CONTENT) {
                    state = State.ANSWERING;
                }
            }
        }
        Piece piece = new Piece(in.slice(from, end - from), last, content.trailers(), () -> taken(in, last));
        handler.content(piece);
        if (!piece.isKept()) {
            return true;
        }
        if (!last) {
            interest(SelectionKey.OP_READ, false);
        } else if (in.hasRemaining()) {
            close();
        }
        loop.parted();
        return false;
    }

    private void taken(ByteBuffer in, boolean last) {
        loop.execute(() -> {
            loop.giveBack(in);
            if (!last) {
                interest(SelectionKey.OP_READ, true);
            }
        });
    }

    /** What it sent is no request. */
    private void refuse(BadAnswer why) {
        synchronized (this) {
            if (state == State.CLOSED) {
                return;
            }
            state = State.ANSWERING;
            lastRequest = true;
        }
        int status = parser.isEmpty() ? 400 : 431;
        answer(
                status,
                List.of(new Header("Content-Type", "text/plain")),
                () -> {},
                ByteBuffer.wrap((why.getMessage() + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Answers the request whose last piece came.
     *
     * @param headers but those that say where the content ends
     * @param sent runs once the content is not needed any more
     * @return false when the connection has ended, which {@code sent} hears too
     */
    public boolean answer(int status, List<Header> headers, Runnable sent, ByteBuffer... content) {
        boolean broken = false;
        synchronized (this) {
            if (state == State.ANSWERING) {
                try {
                    ByteBuffer[] bytes = ResponseWriter.whole(status, headers, !lastRequest, content);
                    if (!written(bytes)) {
                        unsent = bytes;
                        onSent = sent;
                        interest(SelectionKey.OP_WRITE, true);
                        loop.wake();
                        return true;
                    }
                    state = State.HEAD;
                } catch (IOException e) {
                    broken = true;
                }
                broken = broken || lastRequest;
            } else {
                sent.run();
                return false;
            }
        }
        sent.run();
        if (broken) {
            close();
        }
        return true;
    }

    private boolean written(ByteBuffer[] bytes) throws IOException {
        if (bytes.length == 1) {
            channel.write(bytes[0]);
        } else {
            channel.write(bytes);
        }
        return Arrays.stream(bytes).noneMatch(ByteBuffer::hasRemaining);
    }

    private void writable() {
        Runnable sent;
        boolean over;
        synchronized (this) {
            if (state != State.ANSWERING) {
                return;
            }
            try {
                if (!written(unsent)) {
                    return;
                }
                state = State.HEAD;
                over = lastRequest;
            } catch (IOException e) {
                over = true;
            }
            sent = onSent;
            onSent = () -> {};
            unsent = new ByteBuffer[0];
            interest(SelectionKey.OP_WRITE, false);
        }
        sent.run();
        if (over) {
            close();
        }
    }

    private void interest(int operation, boolean wanted) {
        SelectionKey k = key;
        try {
            if (k != null && wanted) {
                k.interestOpsOr(operation);
            } else if (k != null) {
                k.interestOpsAnd(~operation);
            }
        } catch (CancelledKeyException e) {
            // Closed meanwhile: nothing comes of it any more.
            return;
        }
    }

    @Override
    public boolean close() {
        Runnable sent;
        synchronized (this) {
            if (state == State.CLOSED) {
                return false;
            }
            state = State.CLOSED;
            sent = onSent;
            onSent = () -> {};
            unsent = new ByteBuffer[0];
        }
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
            return true;
        } finally {
            loop.wake();
            onClosed.accept(this);
            sent.run();
            handler.closed();
        }
        return true;
    }
}
