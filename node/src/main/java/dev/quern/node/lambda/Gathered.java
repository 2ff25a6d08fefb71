package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.linux.Buffers;
import dev.quern.node.share.Share;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Content that must be whole before it is passed on. All that is gathered on a node has a bound, too, of which each
 * version has its share.
 *
 * <p>Filled by one thread after the other; read by several afterwards, each of which retains it first.
 */
final class Gathered {
    /** What fits beside the head in one write needs no buffer of its own. */
    static final int SMALL = 16 << 10;

    private static final int SIZE = 128 << 10;
    private static final Buffers BUFFERS = new Buffers(SIZE, 64);

    private final long most;
    private final Share room;
    private final Supplier<QuernException> tooLarge;
    private final AtomicInteger holders = new AtomicInteger(1);
    /** All but the last are full. */
    private final List<ByteBuffer> pooled = new ArrayList<>();

    private ByteBuffer small = ByteBuffer.allocate(0);
    private long length;

    /**
     * @param room the version's, in bytes
     * @param tooLarge what to say of more than {@code most}
     */
    Gathered(long most, Share room, Supplier<QuernException> tooLarge) {
        this.most = most;
        this.room = room;
        this.tooLarge = tooLarge;
    }

    long length() {
        return length;
    }

    /**
     * @param last whether nothing follows
     * @throws QuernException when it is too large, or there is no room for it
     */
    void add(ByteBuffer content, boolean last) {
        // Its call may be given up meanwhile, and its buffers be somebody else's.
        if (!retain()) {
            throw Failures.noRoom();
        }
        try {
            put(content, last);
        } finally {
            release();
        }
    }

    private void put(ByteBuffer content, boolean last) {
        int more = content.remaining();
        if (length + more > most) {
            throw tooLarge.get();
        }
        if (length == 0 && last && more <= SMALL) {
            small = ByteBuffer.allocate(more).put(content).flip();
            length = more;
            return;
        }
        while (content.hasRemaining()) {
            ByteBuffer to = pooled.isEmpty() ? null : pooled.getLast();
            if (to == null || !to.hasRemaining()) {
                if (!room.take(SIZE)) {
                    throw Failures.noRoom();
                }
                to = BUFFERS.take();
                pooled.add(to);
            }
            int n = Math.min(to.remaining(), content.remaining());
            to.put(content.slice(content.position(), n));
            content.position(content.position() + n);
            length += n;
        }
    }

    /** One byte of what is whole. */
    byte at(int index) {
        return pooled.isEmpty() ? small.get(index) : pooled.get(index / SIZE).get(index % SIZE);
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
            if (!pooled.isEmpty()) {
                room.giveBack((long) SIZE * pooled.size());
            }
            pooled.clear();
        }
    }
}
