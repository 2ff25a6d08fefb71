package dev.quern.node.record;

import dev.quern.core.call.CallRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands segments to the sink, oldest first, and removes those it took: at its start what a
 * predecessor left, then when woken. While the sink does not take them it tries again by itself, ever
 * less often.
 */
final class SegmentSender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentSender.class);
    private static final long FIRST_RETRY_MILLIS = 200;
    private static final long MOST_RETRY_MILLIS = 5_000;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Segments segments;
    private final CallSink sink;
    private final Thread thread;
    private boolean woken = true;
    private boolean closing;

    SegmentSender(Segments segments, CallSink sink) {
        this.segments = segments;
        this.sink = sink;
        this.thread = Thread.ofPlatform().daemon().name("quern-call-sender").start(this::run);
    }

    /** Says that there is more to send. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private void run() {
        long retryMillis = 0;
        boolean last = false;
        while (!last) {
            last = await(retryMillis);
            retryMillis = sendAll() ? 0 : Math.clamp(retryMillis * 2, FIRST_RETRY_MILLIS, MOST_RETRY_MILLIS);
        }
    }

    /** Waits for a reason to send; true when it is the last. */
    private synchronized boolean await(long retryMillis) {
        long retryAt = System.nanoTime() + Duration.ofMillis(retryMillis).toNanos();
        try {
            while (!closing && retryMillis == 0 && !woken) {
                wait();
            }
            for (long left = retryMillis; !closing && left > 0; left = (retryAt - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException e) {
            return true;
        }
        woken = false;
        return closing;
    }

    private boolean sendAll() {
        try {
            for (Path segment : segments.oldestFirst()) {
                List<CallRecord> records = segments.take(segment);
                if (!records.isEmpty()) {
                    sink.accept(records);
                }
                Files.deleteIfExists(segment);
            }
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("call records wait in the spool, the store did not take them: {}", e.getMessage());
            return false;
        }
    }

    /** Tries once more to send what there is, within a bounded time. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
