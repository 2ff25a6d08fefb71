package dev.quern.gateway.task;

import dev.quern.core.api.ErrorBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Ids;
import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Errors;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.ResponseOutput;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.manager.task.TaskSignals;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Submission;
import dev.quern.store.task.TaskBodies;
import dev.quern.store.task.TaskBody;
import dev.quern.store.task.TaskInserts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * {@code POST F/tasks/batch}: a task a line in, an id or an error a line out, both streaming, with bounded
 * memory between them. A client that sends without reading is held up once the answers fill its buffers.
 */
final class BatchRoute implements AutoCloseable {
    private static final int MOST_BATCHES = 32;
    /** Transactions of all batches at once: other requests need the store's connections too. */
    private static final int STORES = 3;

    private final RoutingCache routing;
    private final TaskInserts inserts;
    private final TaskBodies bodies;
    private final TaskSignals signals;
    private final Semaphore batches = new Semaphore(MOST_BATCHES);
    /** Platform threads: they wait for the database's socket, which would hold a carrier. */
    private final ExecutorService stores = Executors.newFixedThreadPool(
            STORES, Thread.ofPlatform().daemon().name("task-batch-", 0).factory());

    BatchRoute(RoutingCache routing, TaskInserts inserts, TaskBodies bodies, TaskSignals signals) {
        this.routing = routing;
        this.inserts = inserts;
        this.bodies = bodies;
        this.signals = signals;
    }

    Route route() {
        return new Route("POST", "/v1/functions/{ns}/{name}/tasks/batch", this::batch);
    }

    @Override
    public void close() {
        stores.close();
    }

    private void batch(Exchange x) throws InterruptedException {
        TaskTarget target = SubmitRoutes.target(x, routing);
        if (!batches.tryAcquire()) {
            throw new QuernException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "There are " + MOST_BATCHES + " batches under way",
                    "Send more tasks in one batch, or try again in a moment.");
        }
        try {
            run(x, target);
        } finally {
            batches.release();
        }
    }

    private void run(Exchange x, TaskTarget target) throws InterruptedException {
        x.begin("application/x-ndjson");
        BatchQueue queue = new BatchQueue();
        BatchWriter writer = new BatchWriter(queue, inserts, bodies, signals, stores, new ResponseOutput(x));
        Thread thread = Thread.ofVirtual().name("task-batch").start(writer);
        Optional<Exception> failure = Optional.empty();
        try {
            read(x, target, queue);
            queue.finish();
        } catch (IOException | RuntimeException e) {
            queue.breakOff();
            failure = Optional.of(e);
        }
        thread.join();
        failure.or(writer::failure).ifPresentOrElse(e -> Abort.connection(x.request(), x.callback(), e), x::end);
    }

    private void read(Exchange x, TaskTarget target, BatchQueue queue) throws IOException, InterruptedException {
        try (InputStream in = new BodyInput(x.request())) {
            Lines lines = new Lines(in);
            boolean more = true;
            while (more && lines.advance()) {
                more = queue.add(entry(target, lines), lines.to() - lines.from());
            }
        }
    }

    private BatchQueue.Entry entry(TaskTarget target, Lines lines) throws IOException {
        try {
            if (lines.tooLong()) {
                throw new QuernException(
                        ErrorCode.BODY_TOO_LARGE,
                        "A line has at most " + Lines.LONGEST + " bytes",
                        "Submit tasks with a longer input one by one.");
            }
            BatchTask task = BatchTask.parse(lines.buffer(), lines.from(), lines.to());
            return new BatchQueue.Entry(Optional.of(submission(target, task)), Optional.empty());
        } catch (QuernException e) {
            ErrorBody.Detail detail = Errors.of(e, null).detail();
            return new BatchQueue.Entry(Optional.empty(), Optional.of(detail));
        }
    }

    private Submission submission(TaskTarget target, BatchTask task) throws IOException {
        UUID id = Ids.next();
        byte[] input = task.input();
        Optional<String> digest = task.options()
                .idempotencyKey()
                .map(_ -> new RequestDigest(target, task.options(), task.arguments()).with(input));
        TaskBody body = input.length <= TaskBody.INLINE
                ? TaskBody.inline(input)
                : TaskBody.stored(bodies.write(BodyName.input(id), new ByteArrayInputStream(input), input.length));
        return target.submission(id, task.options(), task.arguments(), body, digest);
    }
}
