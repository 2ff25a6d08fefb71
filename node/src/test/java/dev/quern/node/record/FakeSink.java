package dev.quern.node.record;

import dev.quern.core.call.CallRecord;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/** A store that takes records, is away, or stands still. */
final class FakeSink implements CallSink {
    private final Map<UUID, CallRecord> taken = new LinkedHashMap<>();
    private final Semaphore gate = new Semaphore(0);
    private volatile boolean away;
    private volatile boolean still;
    private int attempts;

    static FakeSink away() {
        FakeSink sink = new FakeSink();
        sink.away = true;
        return sink;
    }

    static FakeSink still() {
        FakeSink sink = new FakeSink();
        sink.still = true;
        return sink;
    }

    void back() {
        away = false;
        still = false;
        gate.release();
    }

    @Override
    public void accept(List<CallRecord> records) {
        synchronized (this) {
            attempts++;
        }
        if (still) {
            gate.acquireUninterruptibly();
        }
        if (away) {
            throw new QuernException(ErrorCode.UNAVAILABLE, "The store is away");
        }
        synchronized (this) {
            records.forEach(r -> taken.put(r.id(), r));
        }
    }

    synchronized Collection<CallRecord> taken() {
        return List.copyOf(taken.values());
    }

    synchronized int attempts() {
        return attempts;
    }
}
