package dev.quern.node.lambda;

import dev.quern.linux.Buffers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Content that must be whole before it is passed on. All that is gathered on a node has a bound, too.
 *
 * <p>Filled by one thread after the other; read by several afterwards, each of which retains it first.
 */
final class Gathered {
    /** What fits beside the head in one write needs no buffer of its own. */
    private static final int SMALL = 16 << 10;

    private static final int SIZE = 128 << 10;
    private static final Buffers BUFFERS = new Buffers(SIZE, 64);
    private static final long MOST_OF_NODE = 128L << 20;
    private static final AtomicLong OF_NODE = new AtomicLong();

    enum Fit {
        TAKEN,
        TOO_LARGE,
        NO_ROOM
    }

    private final long most;
    private final AtomicInteger holders = new AtomicInteger(1);
    private final List<ByteBuffer> pooled = new ArrayList<>();
    private ByteBuffer small = ByteBuffer.allocate(0);
    private long length;

    Gathered(long most) {
        this.most = most;
    }

    long length() {
        return length;
    }

    /** @param last whether nothing follows */
    Fit add(ByteBuffer content, boolean last) {
        // Its call may be given up meanwhile, and its buffers be somebody else's.
        if (!retain()) {
            return Fit.NO_ROOM;
        }
        try {
            return put(content, last);
        } finally {
            release();
        }
    }

    private Fit put(ByteBuffer content, boolean last) {
        int more = content.remaining();
        if (length + more > most) {
            return Fit.TOO_LARGE;
        }
        if (length == 0 && last && more <= SMALL) {
            small = ByteBuffer.allocate(more).put(content).flip();
            length = more;
            return Fit.TAKEN;
        }
        while (content.hasRemaining()) {
            ByteBuffer to = pooled.isEmpty() ? null : pooled.getLast();
            if (to == null || !to.hasRemaining()) {
                if (OF_NODE.addAndGet(SIZE) > MOST_OF_NODE) {
                    OF_NODE.addAndGet(-SIZE);
                    return Fit.NO_ROOM;
                }
                to = BUFFERS.take();
                pooled.add(to);
            }
            int n = Math.min(to.remaining(), content.remaining());
            to.put(content.slice(content.position(), n));
            content.position(content.position() + n);
            length += n;
        }
        return Fit.TAKEN;
    }

    /** Buffers to read all of it once; good until {@link #release}. */
    ByteBuffer[] buffers() {
        return pooled.isEmpty()
                ? new ByteBuffer[] {small.duplicate()}
                : pooled.stream().map(b -> b.duplicate().flip()).toArray(ByteBuffer[]::new);
    }

    /** False when it has been given back already. */
    boolean retain() {
        return holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    /** One holder less; the last one gives the memory back. */
    void release() {
        if (holders.decrementAndGet() == 0) {
            pooled.forEach(BUFFERS::giveBack);
            OF_NODE.addAndGet(-(long) SIZE * pooled.size());
            pooled.clear();
        }
    }
}
