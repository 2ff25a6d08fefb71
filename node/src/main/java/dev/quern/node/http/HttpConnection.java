package dev.quern.node.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server that speaks HTTP/1. Requests are written by whoever makes them, answers
 * read by the loop.
 *
 * <p>states: IDLE → BUSY → (IDLE | CLOSED), IDLE → CLOSED
 */
public final class HttpConnection implements ServerConnection, Watched {
    private static final int MOST_INTERIM = 64;
    /** Content of at most this size is copied: a client that does not take it would hold the loop's whole buffer. */
    private static final int COPIED = 16 << 10;

    private enum State {
        IDLE,
        BUSY,
        CLOSED
    }

    private final HttpLoop loop;
    private final SocketChannel channel;
    private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);
    private @Nullable SelectionKey key;

    /** Of the exchange; written before its first byte is sent. */
    private final AtomicReference<@Nullable Receiver> receiver = new AtomicReference<>();

    private volatile @Nullable RequestHead request;
    /** The sender's alone. */
    private boolean headUnsent;

    private volatile boolean requestEnded;
    private volatile boolean sendFailed;

    /** What follows is the loop's. */
    private final HeadParser parser = new HeadParser();

    private @Nullable ResponseHead head;
    private @Nullable Framing framing;
    private int interims;
    private boolean heard;
    /** Some servers of HTTP/2 speak before they are asked; written before the connection is closed for it. */
    private volatile boolean greeted;
    /** Whether there was an exchange on it. */
    private volatile boolean used;

    /** What does not fit into the socket yet, and who waits for that; guarded by this. */
    private ByteBuffer[] unsent = {};

    private @Nullable SendCallback sending;

    HttpConnection(HttpLoop loop, SocketChannel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    void register(SelectionKey registered) {
        key = registered;
    }

    @Override
    public boolean begin(Receiver to, RequestHead head) {
        if (!state.compareAndSet(State.IDLE, State.BUSY)) {
            if (greeted) {
                request = head;
                headUnsent = true;
                to.failed(Http2Greeting.unasked(), false);
            }
            return greeted;
        }
        if (used && !isQuiet()) {
            fail(new BadAnswer("it spoke before it was asked, or closed the connection"));
            return false;
        }
        requestEnded = false;
        sendFailed = false;
        request = head;
        headUnsent = true;
        receiver.set(to);
        // Closed meanwhile by a loop that found nobody to tell: it was idle still, and nothing was sent.
        return state.get() != State.CLOSED || receiver.getAndSet(null) == null;
    }

    /**
     * Whether nothing came on it while it was idle. What a server says beyond its answer would be the next caller's, and
     * the loop may not have come to it yet.
     */
    private boolean isQuiet() {
        try {
            return channel.read(ByteBuffer.allocate(1)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean isIdle() {
        return state.get() == State.IDLE;
    }

    @Override
    public void send(boolean last, SendCallback callback, ByteBuffer content) {
        ByteBuffer[] bytes = framed(last, content);
        if (!last || !loop.sendLater(() -> write(true, callback, bytes))) {
            write(last, callback, bytes);
        }
    }

    private void write(boolean last, SendCallback callback, ByteBuffer[] bytes) {
        IOException failure = null;
        synchronized (this) {
            if (last) {
                requestEnded = true;
            }
            try {
                if (!written(bytes)) {
                    unsent = bytes;
                    sending = callback;
                    interest(SelectionKey.OP_WRITE, true);
                    loop.wake();
                    return;
                }
            } catch (IOException e) {
                sendFailed = true;
                failure = e;
            }
        }
        if (failure == null) {
            callback.sent();
        } else {
            callback.failed(failure);
        }
    }

    private ByteBuffer[] framed(boolean last, ByteBuffer content) {
        RequestHead of = Objects.requireNonNull(request);
        if (headUnsent) {
            headUnsent = false;
            return RequestWriter.begin(of, last, content);
        }
        return of.length() < 0 ? RequestWriter.chunk(last, content) : new ByteBuffer[] {content};
    }

    private boolean written(ByteBuffer[] bytes) throws IOException {
        if (bytes.length == 1) {
            channel.write(bytes[0]);
        } else {
            channel.write(bytes);
        }
        return Arrays.stream(bytes).noneMatch(ByteBuffer::hasRemaining);
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

    private void writable() {
        SendCallback callback;
        IOException failure = null;
        synchronized (this) {
            callback = sending;
            try {
                if (callback != null && !written(unsent)) {
                    return;
                }
            } catch (IOException e) {
                sendFailed = true;
                failure = e;
            }
            sending = null;
            unsent = new ByteBuffer[0];
            interest(SelectionKey.OP_WRITE, false);
        }
        if (callback != null) {
            if (failure == null) {
                callback.sent();
            } else {
                callback.failed(failure);
            }
        }
    }

    private void readable() {
        ByteBuffer in = loop.buffer().clear();
        try {
            int n = channel.read(in);
            if (n < 0) {
                ended();
            } else if (n > 0) {
                heard(in.flip());
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private void heard(ByteBuffer in) throws IOException {
        Receiver to = receiver.get();
        if (to == null || state.get() != State.BUSY) {
            // Nobody asked: whatever it is would be taken for the next exchange's answer.
            greeted = Http2Greeting.begins(in);
            fail(new BadAnswer("it spoke before it was asked"));
            return;
        }
        if (!heard && Http2Greeting.begins(in)) {
            throw Http2Greeting.unasked();
        }
        heard = true;
        Framing content = framing;
        while (content == null) {
            if (!parser.take(in)) {
                return;
            }
            ResponseHead next = parser.head();
            if (next.isSwitch() && !Objects.requireNonNull(request).asksForUpgrade()) {
                throw new BadAnswer("it switches to a protocol that nobody asked for");
            }
            if (next.isInterim()) {
                if (++interims > MOST_INTERIM) {
                    throw new BadAnswer("it has more than " + MOST_INTERIM + " interim answers");
                }
                to.interim(next);
            } else {
                content = Framing.of(next, Objects.requireNonNull(request).isHead());
                framing = content;
                head = next;
                to.head(next);
            }
        }
        int from = in.position();
        int end = content.decode(in);
        if (content.isEnded()) {
            last(to, content, in, from, end);
        } else if (end > from) {
            deliver(to, in, from, end);
        }
    }

    private void deliver(Receiver to, ByteBuffer in, int from, int end) {
        boolean own = end - from <= COPIED;
        Piece piece = new Piece(
                own ? copy(in, from, end) : slice(in, from, end),
                false,
                List.of(),
                () -> loop.execute(() -> {
                    if (!own) {
                        loop.giveBack(in);
                    }
                    interest(SelectionKey.OP_READ, true);
                }));
        to.content(piece);
        if (piece.isKept()) {
            interest(SelectionKey.OP_READ, false);
            if (!own) {
                loop.parted();
            }
        }
    }

    /** The connection is free for others before the receiver hears of the end. */
    private void last(Receiver to, Framing content, ByteBuffer in, int from, int end) {
        ResponseHead of = head;
        boolean reusable = of != null
                && requestEnded
                && hasSentAll()
                && of.minor() == 1
                && !content.isUntilClose()
                && !in.hasRemaining()
                && !of.members("Connection").contains("close");
        boolean own = end - from <= COPIED;
        Piece piece = own
                ? new Piece(copy(in, from, end), true, content.trailers(), () -> {})
                : new Piece(slice(in, from, end), true, content.trailers(), () -> loop.giveBack(in));
        if (reusable) {
            reset();
            used = true;
            state.compareAndSet(State.BUSY, State.IDLE);
        } else {
            close();
        }
        to.content(piece);
        if (piece.isKept() && !own) {
            loop.parted();
        }
    }

    private void reset() {
        receiver.set(null);
        head = null;
        framing = null;
        interims = 0;
        heard = false;
    }

    private synchronized boolean hasSentAll() {
        return !sendFailed && sending == null;
    }

    private static ByteBuffer copy(ByteBuffer in, int from, int end) {
        byte[] bytes = new byte[end - from];
        in.get(from, bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuffer slice(ByteBuffer in, int from, int end) {
        return in.slice(from, end - from);
    }

    /** The server closed its side. */
    private void ended() {
        Receiver to = receiver.get();
        Framing content = framing;
        if (to != null && content != null && content.isUntilClose()) {
            ByteBuffer empty = loop.buffer().clear().flip();
            last(to, content, empty, 0, 0);
            return;
        }
        fail(new BadAnswer(
                heard ? "it ended before it was complete" : "the server closed the connection without an answer"));
    }

    private void fail(IOException cause) {
        if (state.getAndSet(State.CLOSED) == State.CLOSED) {
            return;
        }
        Receiver to = receiver.getAndSet(null);
        shut();
        if (to != null) {
            to.failed(cause, !heard);
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
        if (state.getAndSet(State.CLOSED) == State.CLOSED) {
            return false;
        }
        receiver.set(null);
        shut();
        return true;
    }

    @Override
    public void broken(IOException cause) {
        fail(cause);
    }

    private void shut() {
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
            return;
        } finally {
            loop.wake();
            SendCallback callback;
            synchronized (this) {
                callback = sending;
                sending = null;
            }
            if (callback != null) {
                callback.failed(new IOException("the exchange has ended"));
            }
        }
    }
}
