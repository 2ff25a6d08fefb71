package dev.quern.gateway.task;

import dev.quern.core.api.CallbackBody;
import dev.quern.core.api.ProgressBody;
import dev.quern.core.api.TaskBody;
import dev.quern.core.api.TaskEventBody;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.CallbackStatus;
import dev.quern.core.task.Progress;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.usage.Usage;
import dev.quern.manager.task.TaskEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of tasks, in the words of the API. */
final class TaskViews {
    private static final double MICROS = 1000.0;

    private TaskViews() {}

    static TaskBody task(TaskRecord t) {
        Usage usage = t.usage();
        return new TaskBody(
                t.id().toString(),
                t.namespace(),
                t.function().map(FunctionName::name).orElse(null),
                t.version(),
                t.imageDigest(),
                t.state().wire(),
                t.held(),
                t.cancelRequested(),
                t.tier().wire(),
                t.terms().retries(),
                t.terms().maxAge().toMillis(),
                t.terms().orderOnDead().wire(),
                t.terms().retention().wire(),
                t.arguments(),
                t.inputBytes(),
                t.orderKey().orElse(null),
                t.idempotencyKey().orElse(null),
                callback(t),
                t.submittedAt().toString(),
                t.dueAt().map(Instant::toString).orElse(null),
                t.expiresAt().toString(),
                t.attempt(),
                t.progress().map(TaskViews::progress).orElse(null),
                t.startedAt().map(Instant::toString).orElse(null),
                t.finishedAt().map(Instant::toString).orElse(null),
                t.exitCode().isPresent() ? Integer.valueOf(t.exitCode().getAsInt()) : null,
                t.error().orElse(null),
                t.message().orElse(null),
                t.resultBytes(),
                usage.cpuMicros() / MICROS,
                usage.wallMicros() / MICROS,
                usage.peakMemoryBytes(),
                usage.bytesIn(),
                usage.bytesOut());
    }

    static TaskEventBody event(TaskEvent e) {
        return new TaskEventBody(
                e.task().toString(),
                e.state().wire(),
                e.attempt(),
                e.progress().map(TaskViews::progress).orElse(null));
    }

    private static ProgressBody progress(Progress progress) {
        return new ProgressBody(progress.percent(), progress.message());
    }

    private static @Nullable CallbackBody callback(TaskRecord t) {
        if (t.callbackUrl().isEmpty()) {
            return null;
        }
        return new CallbackBody(
                t.callbackUrl().get(),
                t.callback().map(c -> c.state().wire()).orElse(null),
                t.callback().map(CallbackStatus::attempts).orElse(0),
                t.callback().flatMap(CallbackStatus::lastError).orElse(null));
    }
}
