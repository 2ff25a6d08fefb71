package dev.quern.node.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A loop with a thread of its own. A short call wakes it once, with whatever else has been answered meanwhile. */
public final class OwnLoop extends HttpLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnLoop.class);

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    public OwnLoop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    @Override
    protected SelectionKey watch(SelectableChannel channel, int operations, Watched watched) throws IOException {
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

    /** Not known while it goes through them. */
    @Override
    protected boolean hasMore() {
        return false;
    }

    @Override
    protected void execute(Runnable task) {
        tasks.add(task);
        wake();
    }

    @Override
    protected void wake() {
        if (Thread.currentThread() != thread) {
            selector.wakeup();
        }
    }

    private void run() {
        while (!closed) {
            try {
                selector.select(key -> ready(key, (Watched) key.attachment()));
            } catch (IOException | ClosedSelectorException e) {
                LOG.error("the loop of servers' connections cannot wait any more", e);
                return;
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                run(task);
            }
        }
    }

    /** Ends the thread and all connections. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            selector.keys().forEach(key -> ((Watched) key.attachment()).broken(new IOException("the node is closing")));
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
