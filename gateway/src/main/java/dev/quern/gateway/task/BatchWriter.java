package dev.quern.gateway.task;

import dev.quern.core.api.BatchLine;
import dev.quern.core.api.ErrorBody;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A batch's second half: stores what was parsed and answers each line in order, an id only when it is durable.
 * Two transactions are under way at once, since one alone leaves the machine waiting for its commit; those whose
 * order matters, by an order key or an idempotency key, begin after all before them. A transaction that fails is
 * answered with its error for each of its tasks, and the next one is tried.
 */
final class BatchWriter implements Runnable {
    private static final JsonType<BatchLine> LINE = Jsonb.instance().type(BatchLine.class);
    private static final byte[] BEFORE_ID = "{\"id\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] AFTER_ID = "\"}\n".getBytes(StandardCharsets.US_ASCII);
    private static final int UNDER_WAY = 2;

    private final BatchQueue queue;
    private final TaskInserts inserts;
    private final TaskBodies bodies;
    private final TaskSignals signals;
    private final Executor stores;
    private final OutputStream out;
    private volatile @Nullable Exception failure;

    /** Lines whose tasks are being stored. */
    private record Storing(List<BatchQueue.Entry> entries, CompletableFuture<List<Submitted>> stored) {}

    /** @param stores runs transactions, a bounded number of all batches together */
    BatchWriter(
            BatchQueue queue,
            TaskInserts inserts,
            TaskBodies bodies,
            TaskSignals signals,
            Executor stores,
            OutputStream out) {
        this.queue = queue;
        this.inserts = inserts;
        this.bodies = bodies;
        this.signals = signals;
        this.stores = stores;
        this.out = out;
    }

    @Override
    public void run() {
        Deque<Storing> underWay = new ArrayDeque<>();
        try {
            boolean over = false;
            while (!over) {
                List<BatchQueue.Entry> some = underWay.isEmpty() ? queue.take() : queue.poll();
                if (!some.isEmpty()) {
                    begin(some, underWay);
                } else if (underWay.isEmpty()) {
                    over = true;
                } else {
                    answer(underWay.remove());
                }
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            failure = e;
            queue.breakOff();
        }
    }

    /** Why it stopped before the end; empty when it did not. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    private void begin(List<BatchQueue.Entry> entries, Deque<Storing> underWay) throws IOException {
        List<Submission> submissions =
                entries.stream().flatMap(entry -> entry.submission().stream()).toList();
        int most = submissions.stream().anyMatch(BatchWriter::isOrdered) ? 1 : UNDER_WAY;
        while (underWay.size() >= most) {
            answer(underWay.remove());
        }
        underWay.add(new Storing(entries, CompletableFuture.supplyAsync(() -> store(submissions), stores)));
    }

    private static boolean isOrdered(Submission submission) {
        return submission.orderKey().isPresent() || submission.idempotency().isPresent();
    }

    private List<Submitted> store(List<Submission> submissions) {
        List<Submitted> stored = inserts.submit(submissions);
        signals.queued();
        return stored;
    }

    private void answer(Storing storing) throws IOException {
        List<BatchQueue.Entry> entries = storing.entries();
        ByteArrayOutputStream lines = new ByteArrayOutputStream(entries.size() * 50);
        try {
            Iterator<Submitted> stored = storing.stored().join().iterator();
            for (BatchQueue.Entry entry : entries) {
                if (entry.error().isPresent()) {
                    line(lines, entry.error().get());
                } else {
                    line(lines, entry.submission().orElseThrow(), stored.next());
                }
            }
        } catch (CompletionException e) {
            ErrorBody.Detail detail =
                    Errors.of(e.getCause() == null ? e : e.getCause(), null).detail();
            entries.forEach(entry -> line(lines, entry.error().orElse(detail)));
        }
        lines.writeTo(out);
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
