package dev.quern.node.http;

import dev.quern.linux.Buffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what many servers answer, one after the other, and hands it on without waiting for anybody. What it looks after
 * is never looked after by two threads at once, though it may be by one after another.
 *
 * <p>Who has clients of his own in a loop looks after their servers in the same one: then a call passes from one to the
 * other without a thread being woken for it, and what came in together goes out together.
 */
public abstract class HttpLoop {
    private static final Logger LOG = LoggerFactory.getLogger(HttpLoop.class);
    private static final Buffers BUFFERS = new Buffers(128 << 10, 64);
    private static final ThreadLocal<@Nullable HttpLoop> CURRENT = new ThreadLocal<>();

    /** The loop's own, lent to one connection at a time. */
    private ByteBuffer buffer = BUFFERS.take();

    /** What is to be sent when all that was found ready has been looked at. */
    private final Queue<Runnable> outbox = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean sending = new AtomicBoolean();

    /** Whether the caller is on the thread of any of them, where nothing may wait. */
    public static boolean isCurrent() {
        return CURRENT.get() != null;
    }

    /** Whether the caller is on its thread, and something else came in together with what he looks at. */
    public final boolean isCrowded() {
        return CURRENT.get() == this && hasMore();
    }

    /** A connection over a channel that is connected already, and the loop's from now on. */
    public final HttpConnection connection(SocketChannel channel) throws IOException {
        HttpConnection connection = new HttpConnection(this, channel);
        connection.register(watch(channel, SelectionKey.OP_READ, connection));
        return connection;
    }

    /**
     * Serves the clients of a socket that listens already, and is the loop's from now on.
     *
     * @param most clients at once; what more come are turned away
     */
    public final HttpListener listen(ServerSocketChannel channel, int most, HttpListener.Handlers handlers)
            throws IOException {
        HttpListener listener = new HttpListener(this, channel, most, handlers);
        watch(channel, SelectionKey.OP_ACCEPT, listener);
        return listener;
    }

    /**
     * Has the loop look after a channel, which is not blocking from now on.
     *
     * @throws IOException when the loop has ended; the channel is closed then
     */
    protected abstract SelectionKey watch(SelectableChannel channel, int operations, Watched watched)
            throws IOException;

    /** Whether other channels were found ready together with the one that is looked at. */
    protected abstract boolean hasMore();

    /** Runs the task between two looks at the channels. */
    protected abstract void execute(Runnable task);

    /** Has it notice what changed in its keys; cheap on its own thread. */
    protected abstract void wake();

    /**
     * Sends something when all that came in together has been looked at. Whoever gets one after the other falls asleep
     * and is woken for each; who gets them at once is woken once.
     *
     * @return false unless {@link #isCrowded}: the caller is to send it himself
     */
    public final boolean sendLater(Runnable send) {
        if (!isCrowded()) {
            return false;
        }
        outbox.add(send);
        if (!sending.getAndSet(true)) {
            execute(this::sendAll);
        }
        return true;
    }

    private void sendAll() {
        sending.set(false);
        for (Runnable send = outbox.poll(); send != null; send = outbox.poll()) {
            runSafely(send);
        }
    }

    /** A channel of the loop's is ready; never fails. */
    protected final void ready(SelectionKey key, Watched watched) {
        CURRENT.set(this);
        try {
            if (key.isValid()) {
                watched.ready(key.readyOps());
            }
        } catch (CancelledKeyException e) {
            // Closed meanwhile by somebody else.
            return;
        } catch (RuntimeException | Error e) {
            LOG.error("a connection to a server failed in an unforeseen way", e);
            watched.broken(new IOException("the node could not take it", e));
        } finally {
            CURRENT.set(null);
        }
    }

    /** Does something as a part of the loop, whose thread the caller is on; never fails. */
    public final void run(Runnable task) {
        CURRENT.set(this);
        try {
            runSafely(task);
        } finally {
            CURRENT.set(null);
        }
    }

    private static void runSafely(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // Of memory, mostly: whatever one connection meets, the loop is everybody's.
            LOG.error("a connection to a server could not be looked after", e);
        }
    }

    final ByteBuffer buffer() {
        return buffer;
    }

    /** Leaves the buffer to who uses it and takes another. */
    final void parted() {
        buffer = BUFFERS.take();
    }

    final void giveBack(ByteBuffer used) {
        BUFFERS.giveBack(used);
    }
}
