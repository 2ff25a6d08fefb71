package dev.quern.node.http;

import dev.quern.linux.Buffers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that reads what many servers answer, and hands it on without waiting for anybody. A short call wakes it
 * once, with whatever else has been answered meanwhile.
 */
public final class HttpLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpLoop.class);
    private static final Buffers BUFFERS = new Buffers(128 << 10, 64);

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closed;
    /** The loop's own, lent to one connection at a time. */
    private ByteBuffer buffer = BUFFERS.take();

    public HttpLoop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = new LoopThread(this::run, name);
        thread.start();
    }

    /** A connection over a channel that is connected already, and the loop's from now on. */
    public HttpConnection connection(SocketChannel channel) throws IOException {
        HttpConnection connection = new HttpConnection(this, channel);
        connection.register(watch(channel, SelectionKey.OP_READ, connection));
        return connection;
    }

    /**
     * Serves the clients of a socket that listens already, and is the loop's from now on.
     *
     * @param most clients at once; what more come are turned away
     */
    public HttpListener listen(ServerSocketChannel channel, int most, HttpListener.Handlers handlers)
            throws IOException {
        HttpListener listener = new HttpListener(this, channel, most, handlers);
        watch(channel, SelectionKey.OP_ACCEPT, listener);
        return listener;
    }

    SelectionKey watch(SelectableChannel channel, int operations, Watched watched) throws IOException {
        channel.configureBlocking(false);
        try {
            SelectionKey key = channel.register(selector, operations, watched);
            wake();
            return key;
        } catch (ClosedSelectorException e) {
            channel.close();
            throw new IOException("the node is closing", e);
        }
    }

    /** Whether the caller is on the thread of any of them, where nothing may wait. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof LoopThread;
    }

    void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    void wake() {
        if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** Leaves the buffer to who uses it and takes another. */
    void parted() {
        buffer = BUFFERS.take();
    }

    void giveBack(ByteBuffer used) {
        BUFFERS.giveBack(used);
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(HttpLoop::ready);
            } catch (IOException | ClosedSelectorException e) {
                LOG.error("the loop of servers' connections cannot wait any more", e);
                return;
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                run(task);
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // Of memory, mostly: whatever one connection meets, the thread is everybody's.
            LOG.error("a connection to a server could not be looked after", e);
        }
    }

    private static void ready(SelectionKey key) {
        Watched watched = (Watched) key.attachment();
        try {
            if (key.isValid()) {
                watched.ready(key.readyOps());
            }
        } catch (RuntimeException | Error e) {
            LOG.error("a connection to a server failed in an unforeseen way", e);
            watched.close();
        }
    }

    /** Ends the thread and all connections. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            selector.keys().forEach(key -> ((Watched) key.attachment()).close());
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class LoopThread extends Thread {
        LoopThread(Runnable run, String name) {
            super(run, name);
            setDaemon(true);
        }
    }
}
