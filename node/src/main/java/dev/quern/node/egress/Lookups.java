package dev.quern.node.egress;

import dev.quern.node.share.Holder;
import dev.quern.node.share.Shares;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks names up, which blocks, on a few threads; more questions than a bound are not taken. A name can take as long to
 * look up as whoever serves it likes, so threads are shared out like places to wait, and those who wait take turns.
 */
final class Lookups implements AutoCloseable {
    static final int AT_ONCE = 32;
    static final int WAITING = 1024;

    private record Question(String name, Consumer<List<InetAddress>> then) {}

    private final EgressSettings.Names names;
    private final Shares running = new Shares(AT_ONCE);
    private final Shares waiting = new Shares(WAITING);
    /** In the order of turns; none is empty. Guarded by this, as is what follows. */
    private final Map<Holder, Queue<Question>> queues = new LinkedHashMap<>();

    private boolean closed;
    /** Its queue holds what is about to have a thread that has just finished. */
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            AT_ONCE,
            AT_ONCE,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("quern-names-", 0).factory());

    Lookups(EgressSettings.Names names) {
        this.names = names;
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * {@code then} hears of it on another thread; no addresses when there is no such name.
     *
     * @return false when the version has as many waiting as it may
     */
    synchronized boolean begin(Holder holder, String name, Consumer<List<InetAddress>> then) {
        if (closed || !waiting.take(holder, 1)) {
            return false;
        }
        queues.computeIfAbsent(holder, _ -> new ArrayDeque<>()).add(new Question(name, then));
        goOn();
        return true;
    }

    private synchronized void ended(Holder holder) {
        running.giveBack(holder, 1);
        goOn();
    }

    private synchronized void goOn() {
        for (Optional<Map.Entry<Holder, Queue<Question>>> next = next(); next.isPresent(); next = next()) {
            Holder holder = next.get().getKey();
            Queue<Question> queue = next.get().getValue();
            Question first = queue.remove();
            waiting.giveBack(holder, 1);
            queues.remove(holder);
            if (!queue.isEmpty()) {
                // Behind all others.
                queues.put(holder, queue);
            }
            threads.execute(() -> run(holder, first));
        }
    }

    /** The first in turn that may have a thread, which it has then. */
    private synchronized Optional<Map.Entry<Holder, Queue<Question>>> next() {
        return closed || running.isUsedUp()
                ? Optional.empty()
                : queues.entrySet().stream()
                        .filter(entry -> running.take(entry.getKey(), 1))
                        .findFirst();
    }

    private void run(Holder holder, Question question) {
        try {
            question.then().accept(lookup(question.name()));
        } finally {
            ended(holder);
        }
    }

    private List<InetAddress> lookup(String name) {
        try {
            return names.lookup(name);
        } catch (UnknownHostException e) {
            return List.of();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        threads.shutdownNow();
    }
}
