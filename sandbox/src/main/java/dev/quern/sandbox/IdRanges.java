package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.Fd;
import java.util.ArrayDeque;
import java.util.Deque;

/** Gives out id ranges, used ones first: their user namespaces are made already. */
final class IdRanges implements AutoCloseable {
    private static final long END = 0xFFFF_0000L;

    private final Spawner spawner;
    private final Deque<IdRange> free = new ArrayDeque<>();
    private long next;
    private boolean closed;

    IdRanges(Spawner spawner, long first) {
        this.spawner = spawner;
        this.next = first;
    }

    IdRange acquire() {
        long base;
        synchronized (this) {
            IdRange range = free.pollLast();
            if (range != null) {
                return range;
            }
            if (next >= END) {
                throw new QuernException(ErrorCode.UNAVAILABLE, "All host ids for sandboxes are in use");
            }
            base = next;
            next += IdRange.SIZE;
        }
        Fd userns = spawner.userNamespace(base, IdRange.SIZE);
        return new IdRange(base, userns);
    }

    synchronized void release(IdRange range) {
        if (closed) {
            range.userns().close();
        } else {
            free.addLast(range);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        free.forEach(r -> r.userns().close());
        free.clear();
    }
}
