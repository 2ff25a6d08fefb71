package dev.quern.gateway.task;

import dev.quern.core.access.Principal;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.value.Durations;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.resource.Unknown;
import dev.quern.manager.task.TaskEvent;
import dev.quern.manager.task.TaskEvents;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** {@code ?wait=30s}: answers when the task has ended, or as it stands when the time is over or the server stops. */
final class LongPoll {
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final VisibleTasks visible;
    private final TaskWatch watch;
    private final Waits waits;

    LongPoll(VisibleTasks visible, TaskWatch watch, Waits waits) {
        this.visible = visible;
        this.watch = watch;
        this.waits = waits;
    }

    TaskRecord find(Exchange x) throws InterruptedException {
        Duration wait = x.query("wait").map(Durations::parse).orElse(Duration.ZERO);
        if (wait.compareTo(LONGEST) > 0) {
            throw QuernException.invalid("wait is " + Durations.format(LONGEST) + " at most", "Ask again after it.");
        }
        long end = System.nanoTime() + wait.toNanos();
        TaskRecord task = visible.find(x);
        return wait.isZero() || task.state().ended() ? task : await(x, task, end);
    }

    private TaskRecord await(Exchange x, TaskRecord first, long end) throws InterruptedException {
        Semaphore news = new Semaphore(0);
        TaskWatch.Listener listener = new TaskWatch.Listener() {
            @Override
            public void happened(TaskEvent event) {
                if (event.state().ended()) {
                    news.release();
                }
            }

            @Override
            public void gone() {
                news.release();
            }
        };
        try (Waits.Wait wait = waits.begin(news::release);
                TaskEvents.Subscription subscription = watch.watch(first, listener)) {
            // Once more now that nothing can be missed: it may have ended in between.
            TaskRecord task = again(x.principal(), first);
            while (!task.state().ended()
                    && !waits.over()
                    && news.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                news.drainPermits();
                task = again(x.principal(), first);
            }
            return task.state().ended() ? task : again(x.principal(), first);
        }
    }

    private TaskRecord again(Principal who, TaskRecord task) {
        return visible.find(who, task.id())
                .orElseThrow(() -> Unknown.task(task.id().toString()));
    }
}
