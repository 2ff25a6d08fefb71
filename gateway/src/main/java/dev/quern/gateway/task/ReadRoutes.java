package dev.quern.gateway.task;

import dev.quern.core.api.AttemptBody;
import dev.quern.core.api.AttemptList;
import dev.quern.core.api.TaskBody;
import dev.quern.core.api.TaskPage;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.TaskLogs;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.gateway.call.LogText;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.ResponseOutput;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.Unknown;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.task.TaskBodies;
import dev.quern.store.task.TaskReads;
import dev.quern.store.task.TaskResult;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;

/** What is asked of tasks: listings, one of them, its attempts, result and logs. */
final class ReadRoutes {
    private static final String TASK = "/v1/tasks/{id}";
    private static final JsonType<TaskBody> BODY = Jsonb.instance().type(TaskBody.class);
    private static final JsonType<TaskPage> PAGE = Jsonb.instance().type(TaskPage.class);
    private static final JsonType<AttemptList> ATTEMPTS = Jsonb.instance().type(AttemptList.class);

    private final TaskReads reads;
    private final TaskBodies bodies;
    private final VisibleTasks visible;
    private final LongPoll polls;
    private final LogText logs;

    ReadRoutes(TaskReads reads, TaskBodies bodies, VisibleTasks visible, LongPoll polls, LogText logs) {
        this.reads = reads;
        this.bodies = bodies;
        this.visible = visible;
        this.polls = polls;
        this.logs = logs;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/v1/tasks", this::list),
                new Route("GET", TASK, this::get),
                new Route("GET", TASK + "/attempts", this::attempts),
                new Route("GET", TASK + "/result", this::result),
                new Route("GET", TASK + "/logs", this::logs));
    }

    private void list(Exchange x) {
        Page<TaskRecord> page = reads.list(VisibleTasks.filter(x), new PageRequest(x.limit(), x.query("cursor")));
        x.answer(
                200,
                PAGE,
                new TaskPage(
                        page.items().stream().map(TaskViews::task).toList(),
                        page.next().orElse(null)));
    }

    private void get(Exchange x) throws InterruptedException {
        x.answer(200, BODY, TaskViews.task(polls.find(x)));
    }

    private void attempts(Exchange x) {
        TaskRecord task = visible.find(x);
        x.answer(
                200,
                ATTEMPTS,
                new AttemptList(task.attempts().stream().map(AttemptBody::of).toList()));
    }

    private void result(Exchange x) throws IOException {
        TaskRecord task = visible.find(x);
        x.response().getHeaders().put("Quern-Task-Id", task.id().toString());
        TaskResult result = reads.result(task.id()).orElseThrow(() -> noResult(x, task));
        Optional<byte[]> inline = result.body().bytes();
        if (inline.isPresent()) {
            x.answer(200, "application/octet-stream", inline.get());
            return;
        }
        // Retention may have ended since the row was read.
        try (InputStream in = bodies.open(result.name()).orElseThrow(() -> Unknown.task(x.path("id")))) {
            x.response().setStatus(200);
            x.response().getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
            x.response()
                    .getHeaders()
                    .put(HttpHeader.CONTENT_LENGTH, result.body().size());
            in.transferTo(new ResponseOutput(x));
        }
        x.end();
    }

    private static QuernException noResult(Exchange x, TaskRecord task) {
        if (task.state() == TaskState.SUCCEEDED) {
            return Unknown.task(x.path("id"));
        }
        return new QuernException(
                ErrorCode.CONFLICT,
                "The task has no result: it is " + task.state().wire(),
                task.state().ended() ? "See its attempts." : "Wait for it with GET /v1/tasks/{id}?wait=30s.");
    }

    private void logs(Exchange x) throws IOException {
        TaskRecord task = visible.find(x);
        int attempt = x.query("attempt").map(ReadRoutes::number).orElse(task.attempt());
        if (attempt > task.attempt()) {
            throw QuernException.invalid("The task has had " + task.attempt() + " attempts so far");
        }
        logs.send(x, TaskLogs.callId(task.id(), attempt));
    }

    private static int number(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number >= 1) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message for both.
        }
        throw QuernException.invalid("attempt must be a number from 1");
    }
}
