package dev.quern.manager.task;

import dev.quern.core.error.QuernException;
import dev.quern.manager.callback.CallbackSettings;
import java.time.Duration;

/**
 * How a manager runs tasks.
 *
 * @param lease after how long without a renewal other managers take a runner's tasks
 * @param renew how often the lease is renewed, less than a third of it
 * @param poll how often the queue is looked at when nobody says anything
 * @param prefetch tasks claimed ahead of a place for them, at most; only as many as are begun within moments
 * @param inHand tasks claimed whose outcome is not recorded yet, at most
 * @param checkpoint how long a function has after SIGTERM when the server stops
 * @param mostResult bytes of a result
 */
public record TaskSettings(
        Duration lease,
        Duration renew,
        Duration poll,
        int prefetch,
        int inHand,
        Duration checkpoint,
        long mostResult,
        CallbackSettings callbacks) {
    public static final TaskSettings DEFAULT = new TaskSettings(
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1),
            128,
            1024,
            Duration.ofSeconds(10),
            5L << 30,
            CallbackSettings.DEFAULT);

    public TaskSettings {
        if (renew.multipliedBy(3).compareTo(lease) >= 0) {
            throw QuernException.invalid("task.lease is less than three times task.renew");
        }
    }

    public TaskSettings withCallbacks(CallbackSettings changed) {
        return new TaskSettings(lease, renew, poll, prefetch, inHand, checkpoint, mostResult, changed);
    }
}
