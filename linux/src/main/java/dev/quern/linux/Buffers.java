package dev.quern.linux;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Direct buffers of one size, reused: allocating one costs more than a small call's copy. */
public final class Buffers {
    private final int size;
    private final int mostKept;
    private final ConcurrentLinkedDeque<ByteBuffer> free = new ConcurrentLinkedDeque<>();
    private final AtomicInteger kept = new AtomicInteger();

    /** @param mostKept how many unused ones stay allocated */
    public Buffers(int size, int mostKept) {
        this.size = size;
        this.mostKept = mostKept;
    }

    /** An empty one. */
    public ByteBuffer take() {
        ByteBuffer buffer = free.pollFirst();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(size);
        }
        kept.decrementAndGet();
        return buffer.clear();
    }

    /** The caller must not touch it after. */
    public void giveBack(ByteBuffer buffer) {
        if (kept.incrementAndGet() <= mostKept) {
            free.addFirst(buffer);
        } else {
            kept.decrementAndGet();
        }
    }
}
