package dev.quern.manager.task;

import dev.quern.manager.loop.Loop;
import dev.quern.node.call.Cancel;
import dev.quern.store.task.TaskCancels;
import java.time.Duration;

/** Ends attempts of tasks that somebody cancelled: when told, and by looking now and then. */
final class CancelWatch implements AutoCloseable {
    private static final Duration LEAST = Duration.ofMillis(10);

    private final TaskCancels cancels;
    private final Session session;
    private final InHand inHand;
    private final Duration poll;
    private final Loop loop;

    CancelWatch(TaskCancels cancels, Session session, InHand inHand, Duration poll) {
        this.cancels = cancels;
        this.session = session;
        this.inHand = inHand;
        this.poll = poll;
        this.loop = new Loop("task-cancel", LEAST, this::look).start();
    }

    void requested() {
        loop.wake();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration look() {
        if (inHand.size() > 0) {
            // Completion may win: then the store has the outcome, and this finds nothing or kills what has ended.
            cancels.requested(session.runner())
                    .forEach((task, attempt) ->
                            inHand.find(task, attempt).ifPresent(e -> e.cancel(Cancel.Cause.CANCELLED)));
        }
        return poll;
    }
}
