package dev.quern.node.record;

import dev.quern.core.call.CallRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of finished calls on their way to the store, kept on the node's disk in between.
 *
 * <p>A call's path only puts its record into a queue. One thread takes what has gathered every
 * {@link #INTERVAL}, appends it to the current segment, syncs it, hands it to the sink, and removes
 * segments the sink has taken. So a crash of this process or of the machine loses at most the
 * records of the last interval; a store that is away loses none until {@link #MOST_BYTES} of
 * segments have gathered, after which the oldest go.
 *
 * <p>A segment's lines are records as JSON; a line cut by a crash is skipped when read back.
 */
public final class CallSpool implements AutoCloseable {
    public static final Duration INTERVAL = Duration.ofMillis(200);
    public static final long MOST_BYTES = 256L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(CallSpool.class);
    private static final int MOST_QUEUED = 100_000;
    private static final int BATCH = 1_000;

    private final Path directory;
    private final CallSink sink;
    private final LinkedBlockingQueue<CallRecord> queue = new LinkedBlockingQueue<>(MOST_QUEUED);
    private final Thread thread;
    private volatile boolean closing;
    private boolean sinkFailed;

    public CallSpool(Path directory, CallSink sink) {
        this.directory = directory;
        this.sink = sink;
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.thread = Thread.ofPlatform().daemon().name("quern-call-spool").start(this::run);
    }

    /** Never blocks; a queue that is full (a disk that stands still) drops the record and says so. */
    public void add(CallRecord record) {
        if (!queue.offer(record)) {
            LOG.warn("a call record was dropped: the spool does not keep up");
        }
    }

    private void run() {
        sendLeft();
        while (!closing || !queue.isEmpty()) {
            List<CallRecord> batch = gather();
            if (!batch.isEmpty()) {
                store(batch);
            } else if (sinkFailed) {
                sendLeft();
            }
        }
    }

    private List<CallRecord> gather() {
        List<CallRecord> batch = new ArrayList<>();
        try {
            CallRecord first = queue.poll(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                return batch;
            }
            batch.add(first);
            long end = System.nanoTime() + INTERVAL.toNanos();
            while (batch.size() < BATCH && !closing) {
                CallRecord next = queue.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    return batch;
                }
                batch.add(next);
            }
            queue.drainTo(batch, BATCH - batch.size());
        } catch (InterruptedException e) {
            closing = true;
        }
        return batch;
    }

    private void store(List<CallRecord> batch) {
        Path segment = directory.resolve(System.currentTimeMillis() + "-" + System.nanoTime() + ".ndjson");
        try {
            write(segment, batch);
        } catch (IOException e) {
            LOG.warn("call records cannot be written to the spool: {}", e.getMessage());
        }
        if (sinkFailed) {
            sendLeft();
        } else {
            send(segment, batch);
        }
    }

    private static void write(Path segment, List<CallRecord> batch) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (CallRecord r : batch) {
            lines.append(CallLine.write(r)).append('\n');
        }
        try (FileChannel out = FileChannel.open(segment, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(false);
        }
    }

    private void sendLeft() {
        sinkFailed = false;
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> segments = files.sorted().toList();
            dropOldest(segments);
            for (Path segment : segments) {
                if (sinkFailed) {
                    return;
                }
                if (Files.exists(segment)) {
                    send(segment, CallLine.readAll(segment));
                }
            }
        } catch (IOException e) {
            sinkFailed = true;
            LOG.warn("the call spool cannot be read: {}", e.getMessage());
        }
    }

    private static void dropOldest(List<Path> segments) throws IOException {
        long sum = 0;
        for (int i = segments.size() - 1; i >= 0; i--) {
            sum += Files.size(segments.get(i));
            if (sum > MOST_BYTES) {
                Files.deleteIfExists(segments.get(i));
            }
        }
    }

    private void send(Path segment, List<CallRecord> records) {
        try {
            sink.accept(records);
            Files.deleteIfExists(segment);
        } catch (IOException | RuntimeException e) {
            sinkFailed = true;
            LOG.warn("call records wait in the spool, the store did not take them: {}", e.getMessage());
        }
    }

    /** Writes and sends what is queued, within a bounded time. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
