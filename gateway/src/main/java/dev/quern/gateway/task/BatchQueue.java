package dev.quern.gateway.task;

import dev.quern.core.api.ErrorBody;
import dev.quern.store.task.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a batch's reader has parsed and its writer has not taken yet. The writer takes all there is whenever it
 * is free, so a trickle is stored task by task and a flood in large transactions; the reader waits while there
 * is too much.
 *
 * <p>states: OPEN → FINISHED (the reader is done) | BROKEN (either side failed: both stop).
 */
final class BatchQueue {
    /** As many as one transaction is better for. */
    private static final int MOST = 4_000;

    private static final long MOST_BYTES = 4L << 20;

    /** A parsed line: to be stored, or wrong. */
    record Entry(Optional<Submission> submission, Optional<ErrorBody.Detail> error) {}

    private List<Entry> entries = new ArrayList<>(MOST); // guarded by this, as all below
    private long bytes;
    private boolean finished;
    private boolean broken;

    /** Waits for room; false when there is no use in going on. */
    synchronized boolean add(Entry entry, int size) throws InterruptedException {
        while ((entries.size() >= MOST || bytes >= MOST_BYTES) && !broken) {
            wait();
        }
        if (entries.isEmpty()) {
            notifyAll();
        }
        entries.add(entry);
        bytes += size;
        return !broken;
    }

    /** All there is, after waiting for some; empty when there will be no more. */
    synchronized List<Entry> take() throws InterruptedException {
        while (entries.isEmpty() && !finished && !broken) {
            wait();
        }
        List<Entry> taken = broken ? List.of() : entries;
        entries = new ArrayList<>(MOST);
        bytes = 0;
        notifyAll();
        return taken;
    }

    /** All there is, perhaps nothing. */
    synchronized List<Entry> poll() throws InterruptedException {
        return entries.isEmpty() ? List.of() : take();
    }

    synchronized void finish() {
        finished = true;
        notifyAll();
    }

    synchronized void breakOff() {
        broken = true;
        notifyAll();
    }
}
