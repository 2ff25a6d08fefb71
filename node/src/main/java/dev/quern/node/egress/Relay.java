package dev.quern.node.egress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a function: from its socket to one of the node's, and back. Used by the loop's thread.
 *
 * <p>states: ASKED → CONNECTING → OPEN → CLOSED, and to CLOSED from all.
 */
final class Relay {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private enum State {
        ASKED,
        CONNECTING,
        OPEN,
        CLOSED
    }

    private final EgressLoop loop;
    private final SocketChannel inside;
    private final SocketChannel outside;
    private final Meter meter;
    private final Runnable onClosed;
    private final Flow out;
    private final Flow in;
    private State state = State.ASKED;
    private long activeNanos = System.nanoTime();

    /**
     * @param inside what the function connected, not blocking
     * @param onClosed runs once
     */
    Relay(EgressLoop loop, SocketChannel inside, Meter meter, Runnable onClosed) throws IOException {
        this.loop = loop;
        this.inside = inside;
        this.meter = meter;
        this.onClosed = onClosed;
        this.outside = SocketChannel.open(StandardProtocolFamily.INET);
        outside.configureBlocking(false);
        this.out = new Flow(inside, outside, meter.bytesOut);
        this.in = new Flow(outside, inside, meter.bytesIn);
    }

    void connect(InetSocketAddress address) {
        if (state != State.ASKED) {
            return;
        }
        try {
            state = State.CONNECTING;
            outside.setOption(StandardSocketOptions.TCP_NODELAY, true);
            outside.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            inside.setOption(StandardSocketOptions.TCP_NODELAY, true);
            if (outside.connect(address)) {
                opened();
            } else {
                loop.register(outside, SelectionKey.OP_CONNECT, this::ready);
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be reached: {}", address, e.getMessage());
            abort();
        }
    }

    private void opened() throws IOException {
        state = State.OPEN;
        meter.connections.increment();
        watch();
    }

    private void ready(SelectionKey key) {
        try {
            if (state == State.CONNECTING) {
                if (outside.finishConnect()) {
                    opened();
                }
                return;
            }
            activeNanos = System.nanoTime();
            boolean ours = key.channel() == inside;
            if (key.isWritable()) {
                (ours ? in : out).write();
            }
            if (key.isReadable()) {
                (ours ? out : in).read(loop.buffer());
            }
            if (out.isDone() && in.isDone()) {
                close(false);
            } else {
                watch();
            }
        } catch (IOException e) {
            // Broken on one side is broken on the other: an end would say that all had come.
            abort();
        }
    }

    private void watch() throws IOException {
        loop.register(inside, operations(out, in), this::ready);
        loop.register(outside, operations(in, out), this::ready);
    }

    private static int operations(Flow reading, Flow writing) {
        return (reading.wantsToRead() ? SelectionKey.OP_READ : 0)
                | (writing.wantsToWrite() ? SelectionKey.OP_WRITE : 0);
    }

    /** Closes it if it has been at a standstill, or has not come about, for too long. */
    void expire(long now, EgressSettings settings) {
        long limit = (state == State.OPEN ? settings.idle() : settings.connectLimit()).toNanos();
        if (now - activeNanos > limit) {
            abort();
        }
    }

    /** Both ends see it broken off. */
    void abort() {
        close(true);
    }

    private void close(boolean broken) {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        reset(inside, broken);
        reset(outside, broken);
        onClosed.run();
    }

    static void reset(SocketChannel channel, boolean broken) {
        try {
            if (broken) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            channel.close();
        } catch (IOException e) {
            LOG.debug("a function's connection was closed already: {}", e.getMessage());
        }
    }
}
