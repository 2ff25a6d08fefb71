package dev.quern.gateway.call;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Direct buffers of one size, reused: allocating one costs more than a small call's copy. */
final class Buffers {
    static final int SIZE = 128 << 10;
    /** A pipe's capacity for a stream that is large: sixteen times fewer wake-ups than the usual 64 KiB. */
    static final int WIDE_PIPE = 1 << 20;

    private static final int MOST_KEPT = 64;
    private static final ConcurrentLinkedDeque<ByteBuffer> FREE = new ConcurrentLinkedDeque<>();
    private static final AtomicInteger KEPT = new AtomicInteger();

    private Buffers() {}

    static ByteBuffer take() {
        ByteBuffer buffer = FREE.pollFirst();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(SIZE);
        }
        KEPT.decrementAndGet();
        return buffer.clear();
    }

    /** The caller must not touch it after. */
    static void giveBack(ByteBuffer buffer) {
        if (KEPT.incrementAndGet() <= MOST_KEPT) {
            FREE.addFirst(buffer);
        } else {
            KEPT.decrementAndGet();
        }
    }
}
