package dev.quern.gateway.task;

import dev.quern.core.api.BatchLine;
import dev.quern.core.api.ErrorBody;
import dev.quern.core.error.QuernException;
import dev.quern.gateway.http.Errors;
import dev.quern.manager.task.TaskSignals;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Submission;
import dev.quern.store.task.Submitted;
import dev.quern.store.task.TaskBodies;
import dev.quern.store.task.TaskInserts;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A batch's second half, on a thread of its own, since it waits for the database and the client: stores what
 * was parsed and answers each line in order, an id only when it is durable. A transaction that fails is answered
 * with its error for each of its tasks, and the next one is tried.
 */
final class BatchWriter implements Runnable {
    private static final JsonType<BatchLine> LINE = Jsonb.instance().type(BatchLine.class);
    private static final byte[] BEFORE_ID = "{\"id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER_ID = "\"}\n".getBytes(StandardCharsets.US_ASCII);

    private final BatchQueue queue;
    private final TaskInserts inserts;
    private final TaskBodies bodies;
    private final TaskSignals signals;
    private final Semaphore connections;
    private final OutputStream out;
    private volatile @Nullable Exception failure;

    /** @param connections how many of the store's may be used by batches at once */
    BatchWriter(
            BatchQueue queue,
            TaskInserts inserts,
            TaskBodies bodies,
            TaskSignals signals,
            Semaphore connections,
            OutputStream out) {
        this.queue = queue;
        this.inserts = inserts;
        this.bodies = bodies;
        this.signals = signals;
        this.connections = connections;
        this.out = out;
    }

    @Override
    public void run() {
        try {
            for (List<BatchQueue.Entry> some = queue.take(); !some.isEmpty(); some = queue.take()) {
                answer(some);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure = e;
            queue.breakOff();
        }
    }

    /** Why it stopped before the end; empty when it did not. */
    java.util.Optional<Exception> failure() {
        return java.util.Optional.ofNullable(failure);
    }

    private void answer(List<BatchQueue.Entry> entries) throws IOException, InterruptedException {
        List<Submission> submissions =
                entries.stream().flatMap(entry -> entry.submission().stream()).toList();
        ByteArrayOutputStream lines = new ByteArrayOutputStream(entries.size() * 50);
        try {
            List<Submitted> stored = store(submissions);
            int next = 0;
            for (BatchQueue.Entry entry : entries) {
                if (entry.error().isPresent()) {
                    line(lines, entry.error().get());
                } else {
                    line(lines, entry.submission().orElseThrow(), stored.get(next++));
                }
            }
        } catch (QuernException e) {
            lines.reset();
            ErrorBody.Detail detail = Errors.of(e, null).detail();
            entries.forEach(entry -> line(lines, entry.error().orElse(detail)));
        }
        lines.writeTo(out);
    }

    private List<Submitted> store(List<Submission> submissions) throws InterruptedException {
        if (submissions.isEmpty()) {
            return List.of();
        }
        connections.acquire();
        List<Submitted> stored;
        try {
            stored = inserts.submit(submissions);
        } finally {
            connections.release();
        }
        signals.queued();
        return stored;
    }

    private void line(ByteArrayOutputStream lines, Submission submission, Submitted submitted) throws IOException {
        if (submitted.kind() != Submitted.Kind.NEW && submission.input().bytes().isEmpty()) {
            bodies.delete(BodyName.input(submission.id()));
        }
        if (submitted.kind() == Submitted.Kind.MISMATCH) {
            line(lines, Errors.of(submitted.mismatch(), null).detail());
            return;
        }
        lines.writeBytes(BEFORE_ID);
        lines.writeBytes(submitted.id().toString().getBytes(StandardCharsets.ISO_8859_1));
        lines.writeBytes(AFTER_ID);
    }

    private static void line(ByteArrayOutputStream lines, ErrorBody.Detail detail) {
        lines.writeBytes(LINE.toJsonBytes(new BatchLine(null, detail)));
        lines.write('\n');
    }
}
