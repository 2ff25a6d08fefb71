package dev.quern.store.sql;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Turns what many callers want stored into few transactions: one thread takes all that gathered while the last
 * transaction ran, so a batch is as large as the load makes it and a lone item waits for nobody.
 *
 * <p>A batch that the database refuses is halved until what it refuses stands alone, so that one item fails
 * only for itself. A database that is away, or a full disk, fails the whole batch: asking again for each would
 * only be slower.
 *
 * @param <T> what is handed in
 * @param <R> what comes of it
 */
public final class GroupCommit<T, R> implements AutoCloseable {
    private static final Duration DRAIN = Duration.ofSeconds(30);

    private record Waiting<T, R>(T item, long weight, CompletableFuture<R> answer) {}

    private final String name;
    private final GroupLimits limits;
    private final ToLongFunction<T> weigher;
    private final Function<List<T>, List<R>> work;
    private final Thread writer;
    private final Queue<Waiting<T, R>> queue = new ArrayDeque<>(); // guarded by this
    private long weight; // of the queue, guarded by this
    private boolean closed; // guarded by this

    /**
     * Starts the writer.
     *
     * @param name what it does, for thread names and refusals
     * @param weigher an item's weight, most often its bytes
     * @param work one transaction for all items it is given, with one answer for each in their order; may be
     *     called again with some of the same items after it has thrown
     */
    public GroupCommit(String name, GroupLimits limits, ToLongFunction<T> weigher, Function<List<T>, List<R>> work) {
        this.name = name;
        this.limits = limits;
        this.weigher = weigher;
        this.work = work;
        // A platform thread: it waits for the database's socket all its life, which would hold a carrier.
        this.writer = Thread.ofPlatform().daemon().name("group-" + name).start(this::run);
    }

    /**
     * Hands an item in. The answer comes once its transaction is committed, on the writer's thread, which
     * whatever depends on it must not hold up.
     *
     * @throws QuernException too_many_requests when the queue is full, unavailable when it is closed
     */
    public CompletableFuture<R> submit(T item) {
        long heavy = weigher.applyAsLong(item);
        Waiting<T, R> waiting = new Waiting<>(item, heavy, new CompletableFuture<>());
        synchronized (this) {
            if (closed) {
                throw new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again in a moment.");
            }
            boolean full = queue.size() >= limits.waiting() || weight + heavy > limits.waitingWeight();
            if (full && !queue.isEmpty()) {
                throw new QuernException(
                        ErrorCode.TOO_MANY_REQUESTS,
                        "More waits for the store than it takes (" + name + ")",
                        "Send less at a time, or try again in a moment.");
            }
            queue.add(waiting);
            weight += heavy;
            if (queue.size() == 1) {
                notifyAll();
            }
        }
        return waiting.answer();
    }

    /** Takes nothing more, and returns when everything handed in has its answer. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        try {
            if (!writer.join(DRAIN)) {
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            for (List<Waiting<T, R>> batch = next(); !batch.isEmpty(); batch = next()) {
                commit(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refuseRest();
        }
    }

    /** Empty when closed and drained. */
    private synchronized List<Waiting<T, R>> next() throws InterruptedException {
        while (queue.isEmpty() && !closed) {
            wait();
        }
        List<Waiting<T, R>> batch = new ArrayList<>();
        long heavy = 0;
        for (Waiting<T, R> first = queue.peek(); first != null; first = queue.peek()) {
            boolean enough = batch.size() == limits.batch() || heavy + first.weight() > limits.batchWeight();
            if (enough && !batch.isEmpty()) {
                break;
            }
            batch.add(queue.remove());
            heavy += first.weight();
        }
        weight -= heavy;
        return batch;
    }

    private void commit(List<Waiting<T, R>> batch) {
        List<R> answers;
        try {
            answers = work.apply(batch.stream().map(Waiting::item).toList());
            if (answers.size() != batch.size()) {
                throw new IllegalStateException(name + " answered " + answers.size() + " of " + batch.size());
            }
        } catch (RuntimeException | Error e) {
            if (batch.size() == 1 || hopeless(e)) {
                batch.forEach(waiting -> waiting.answer().completeExceptionally(e));
            } else {
                commit(batch.subList(0, batch.size() / 2));
                commit(batch.subList(batch.size() / 2, batch.size()));
            }
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer().complete(answers.get(i));
        }
    }

    private static boolean hopeless(Throwable e) {
        return e instanceof Error
                || (e instanceof QuernException known
                        && (known.code() == ErrorCode.UNAVAILABLE || known.code() == ErrorCode.DISK_FULL));
    }

    /** Only after an interrupted drain is there a rest. */
    private synchronized void refuseRest() {
        closed = true;
        queue.forEach(waiting -> waiting.answer()
                .completeExceptionally(new QuernException(
                        ErrorCode.UNAVAILABLE, "The server stopped before this was stored", "Try again.")));
        queue.clear();
    }
}
