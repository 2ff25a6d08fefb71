package dev.quern.manager.task;

import dev.quern.core.name.FunctionName;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells whoever waits for a task, or follows a function's, what happens to them. Safe for use by many threads. */
public final class TaskEvents {
    private final ConcurrentHashMap<Object, List<Consumer<TaskEvent>>> listeners = new ConcurrentHashMap<>();

    /** Ends by being closed. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** @param listener runs on the thread of whoever publishes, and must neither block nor throw */
    public Subscription ofTask(UUID task, Consumer<TaskEvent> listener) {
        return subscribe(task, listener);
    }

    /** As {@link #ofTask}, for all tasks of a function. */
    public Subscription ofFunction(FunctionName function, Consumer<TaskEvent> listener) {
        return subscribe(function, listener);
    }

    public void publish(TaskEvent event) {
        tell(event.task(), event);
        event.function().ifPresent(function -> tell(function, event));
    }

    private void tell(Object subject, TaskEvent event) {
        List<Consumer<TaskEvent>> interested = listeners.get(subject);
        if (interested != null) {
            interested.forEach(listener -> listener.accept(event));
        }
    }

    private Subscription subscribe(Object subject, Consumer<TaskEvent> listener) {
        listeners.compute(subject, (key, known) -> {
            List<Consumer<TaskEvent>> list = known == null ? new CopyOnWriteArrayList<>() : known;
            list.add(listener);
            return list;
        });
        return () -> listeners.computeIfPresent(subject, (key, list) -> {
            list.remove(listener);
            return list.isEmpty() ? null : list;
        });
    }
}
