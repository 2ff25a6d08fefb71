package dev.quern.cli.task;

import dev.quern.cli.output.Show;
import dev.quern.cli.output.View;
import dev.quern.core.api.AttemptBody;
import dev.quern.core.api.CountBody;
import dev.quern.core.api.TaskBody;
import dev.quern.core.api.TaskStateBody;
import java.util.Objects;

/** How tasks are listed. */
final class Views {
    static final View<TaskBody> TASK = View.of(TaskBody.class, TaskBody::id)
            .column("TASK", TaskBody::id)
            .column("FUNCTION", Views::function)
            .column("STATE", t -> t.held() ? t.state() + " (held)" : t.state())
            .column("ATTEMPT", t -> Integer.toString(t.attempt()))
            .column("EXIT", t -> t.exitCode() == null ? "-" : t.exitCode().toString())
            .column("SUBMITTED", t -> Show.time(t.submittedAt()))
            .column("CPU", t -> Show.millis(t.cpuMillis()))
            .column("ERROR", t -> Objects.requireNonNullElse(t.error(), ""));

    static final View<AttemptBody> ATTEMPT = View.of(AttemptBody.class, a -> Integer.toString(a.number()))
            .column("ATTEMPT", a -> Integer.toString(a.number()))
            .column("NODE", AttemptBody::node)
            .column("STARTED", a -> Show.time(a.startedAt()))
            .column("ENDED", a -> Show.time(a.endedAt()))
            .column("EXIT", a -> a.exitCode() == null ? "-" : a.exitCode().toString())
            .column("ERROR", a -> Objects.requireNonNullElse(a.error(), ""))
            .column("MESSAGE", a -> Objects.requireNonNullElse(a.message(), ""));

    static final View<TaskStateBody> STATE = View.of(TaskStateBody.class, TaskStateBody::id);

    static final View<CountBody> COUNT = View.of(CountBody.class, c -> Integer.toString(c.count()));

    private Views() {}

    private static String function(TaskBody task) {
        return task.function() == null ? Show.digest(task.imageDigest()) : task.function() + "@" + task.version();
    }
}
