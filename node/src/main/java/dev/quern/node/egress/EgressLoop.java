package dev.quern.node.egress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for all that sandboxes send out and get in: it waits for nothing but for its sockets. */
final class EgressLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EgressLoop.class);
    private static final int BUFFER = 64 << 10;
    private static final long TICK_MILLIS = 500;

    /** Whoever owns a channel here. */
    @FunctionalInterface
    interface Ready {
        void ready(SelectionKey key) throws IOException;
    }

    private final Selector selector;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Runnable onTick;
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private volatile boolean closed;

    /** @param onTick runs on the thread twice a second, or more often */
    EgressLoop(Runnable onTick) {
        this.onTick = onTick;
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().name("quern-egress").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** On the loop's thread, soon. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /** On the loop's thread only. */
    SelectionKey register(SelectableChannel channel, int operations, Ready owner) throws ClosedChannelException {
        return channel.register(selector, operations, owner);
    }

    /** The loop's own, empty, for one read. */
    ByteBuffer buffer() {
        return buffer.clear();
    }

    private void run() {
        long ticked = System.nanoTime();
        while (!closed) {
            try {
                selector.select(EgressLoop::ready, TICK_MILLIS);
            } catch (IOException | ClosedSelectorException e) {
                LOG.error("the loop of functions' connections cannot wait any more", e);
                return;
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                run(task);
            }
            if (System.nanoTime() - ticked > TICK_MILLIS * 1_000_000) {
                ticked = System.nanoTime();
                run(onTick);
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // Of memory, mostly: whatever one connection meets, the thread is everybody's.
            LOG.error("a function's connection could not be looked after", e);
        }
    }

    private static void ready(SelectionKey key) {
        try {
            if (key.isValid()) {
                ((Ready) key.attachment()).ready(key);
            }
        } catch (IOException | CancelledKeyException e) {
            LOG.debug("a function's socket is gone: {}", e.getMessage());
            key.cancel();
        } catch (RuntimeException | Error e) {
            LOG.error("a function's connection failed in an unforeseen way", e);
            key.cancel();
        }
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
