package dev.quern.store.task;

import dev.quern.store.sql.ChannelListener;
import java.sql.Connection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Hears what other processes did to tasks; a hint, see {@link ChannelListener}. */
public final class TaskListener implements AutoCloseable {
    private final ChannelListener listener;

    private TaskListener(ChannelListener listener) {
        this.listener = listener;
    }

    /**
     * Starts listening and returns once the first callback, with all signals, has returned, or the database
     * could not be reached. All signals are also said after a reconnection and after a long silence.
     *
     * @param callback runs on the listener's thread
     */
    public static TaskListener start(Callable<Connection> connector, Consumer<Set<TaskSignal>> callback) {
        return new TaskListener(
                ChannelListener.start(Tasks.CHANNEL, connector, payloads -> callback.accept(signals(payloads))));
    }

    @Override
    public void close() {
        listener.close();
    }

    private static Set<TaskSignal> signals(Set<String> payloads) {
        Set<TaskSignal> signals = EnumSet.noneOf(TaskSignal.class);
        for (TaskSignal signal : TaskSignal.values()) {
            if (payloads.contains(signal.name().toLowerCase(Locale.ROOT))) {
                signals.add(signal);
            }
        }
        // Nothing in particular, or what only a newer program says: anything may have happened.
        return signals.size() < payloads.size() || payloads.isEmpty() ? EnumSet.allOf(TaskSignal.class) : signals;
    }
}
