package dev.quern.node.record;

import dev.quern.core.call.CallRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of finished calls on their way to the store, kept on the node's disk in between.
 *
 * <p>A call's path only puts its record into a queue. One thread takes what has gathered every
 * {@link #INTERVAL}, appends it to a segment and syncs that; another hands segments to the sink and
 * removes those it has taken. So a crash of this process or of the machine loses at most the records
 * of the last interval, also while the store is slow; a store that is away loses none until {@link
 * #MOST_BYTES} of segments have gathered, after which the oldest go.
 *
 * <p>A segment's lines are records as JSON; a line cut by a crash is skipped when read back.
 */
public final class CallSpool implements AutoCloseable {
    public static final Duration INTERVAL = Duration.ofMillis(200);
    public static final long MOST_BYTES = 256L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(CallSpool.class);
    private static final int MOST_QUEUED = 100_000;
    private static final int BATCH = 1_000;
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final CallSink sink;
    private final Segments segments;
    private final SegmentSender sender;
    private final LinkedBlockingQueue<CallRecord> queue = new LinkedBlockingQueue<>(MOST_QUEUED);
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);

    public CallSpool(Path directory, CallSink sink) {
        this.sink = sink;
        try {
            this.segments = new Segments(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.sender = new SegmentSender(segments, sink);
        this.thread = Thread.ofPlatform().daemon().name("quern-call-spool").start(this::run);
    }

    /** Never blocks; a queue that is full (a disk that stands still) drops the record and says so. */
    public void add(CallRecord record) {
        if (!queue.offer(record)) {
            LOG.warn("a call record was dropped: the spool does not keep up");
        }
    }

    private void run() {
        while (closing.getCount() > 0 || !queue.isEmpty()) {
            List<CallRecord> batch = gather();
            if (!batch.isEmpty()) {
                store(batch);
            }
        }
    }

    private List<CallRecord> gather() {
        List<CallRecord> batch = new ArrayList<>();
        try {
            if (queue.size() < BATCH) {
                // Asked for the clock's sake only: woken for each record, this thread would cost each call a hand-over.
                closing.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            }
            queue.drainTo(batch, BATCH);
        } catch (InterruptedException e) {
            closing.countDown();
        }
        return batch;
    }

    private void store(List<CallRecord> batch) {
        try {
            segments.append(batch);
            sender.wake();
        } catch (IOException | RuntimeException e) {
            LOG.warn("call records cannot be written to the spool: {}", e.getMessage());
            sendUnspooled(batch);
        }
    }

    private void sendUnspooled(List<CallRecord> batch) {
        try {
            sink.accept(batch);
        } catch (RuntimeException e) {
            LOG.error("{} call records are lost: neither disk nor store took them", batch.size(), e);
        }
    }

    /** Writes and sends what is queued, within a bounded time. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSING);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.close();
    }
}
