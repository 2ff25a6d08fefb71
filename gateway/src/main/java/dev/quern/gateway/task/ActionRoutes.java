package dev.quern.gateway.task;

import dev.quern.core.access.Role;
import dev.quern.core.api.CountBody;
import dev.quern.core.api.TaskStateBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.Unknown;
import dev.quern.manager.task.TaskEvent;
import dev.quern.manager.task.TaskEvents;
import dev.quern.manager.task.TaskSignals;
import dev.quern.store.task.CancelResult;
import dev.quern.store.task.TaskCancels;
import dev.quern.store.task.TaskRetries;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.List;
import java.util.Optional;

/** What people do with tasks: cancel, retry and purge them, singly or many at once. */
final class ActionRoutes {
    private static final String TASK = "/v1/tasks/{id}";
    private static final JsonType<TaskStateBody> STATE = Jsonb.instance().type(TaskStateBody.class);
    private static final JsonType<CountBody> COUNT = Jsonb.instance().type(CountBody.class);

    private final VisibleTasks visible;
    private final TaskCancels cancels;
    private final TaskRetries retries;
    private final TaskEvents events;
    private final TaskSignals signals;

    ActionRoutes(
            VisibleTasks visible, TaskCancels cancels, TaskRetries retries, TaskEvents events, TaskSignals signals) {
        this.visible = visible;
        this.cancels = cancels;
        this.retries = retries;
        this.events = events;
        this.signals = signals;
    }

    List<Route> routes() {
        return List.of(
                new Route("POST", "/v1/tasks/retry", this::retryAll),
                new Route("DELETE", "/v1/tasks", this::purgeAll),
                new Route("DELETE", TASK, this::purge),
                new Route("POST", TASK + "/cancel", this::cancel),
                new Route("POST", TASK + "/retry", this::retry));
    }

    private void cancel(Exchange x) {
        TaskRecord task = visible.find(x);
        switch (cancels.cancel(task.id())) {
            case CancelResult.Cancelled() -> {
                tell(task, TaskState.CANCELLED);
                // Who waited behind its order key may go now.
                signals.queued();
                answer(x, 200, task, TaskState.CANCELLED);
            }
            case CancelResult.Requested _ -> {
                signals.cancelRequested();
                answer(x, 202, task, TaskState.RUNNING);
            }
            case CancelResult.Ended(TaskState state) ->
                throw new QuernException(ErrorCode.CONFLICT, "The task has ended already: it is " + state.wire());
            case CancelResult.Unknown() -> throw Unknown.task(x.path("id"));
        }
    }

    private void retry(Exchange x) {
        TaskRecord task = visible.findAs(Role.DEVELOPER, x);
        if (!retries.retry(task.id())) {
            throw notEndedBadly("retried");
        }
        tell(task, TaskState.QUEUED);
        signals.queued();
        answer(x, 200, task, TaskState.QUEUED);
    }

    private void purge(Exchange x) {
        TaskRecord task = visible.findAs(Role.DEVELOPER, x);
        if (!retries.purge(task.id())) {
            throw notEndedBadly("purged");
        }
        signals.queued();
        x.answerEmpty(204);
    }

    private void retryAll(Exchange x) {
        int count = retries.retryAll(VisibleTasks.ended(x));
        signals.queued();
        x.answer(200, COUNT, new CountBody(count));
    }

    private void purgeAll(Exchange x) {
        int count = retries.purgeAll(VisibleTasks.ended(x));
        signals.queued();
        x.answer(200, COUNT, new CountBody(count));
    }

    private void tell(TaskRecord task, TaskState state) {
        events.publish(new TaskEvent(task.id(), task.function(), state, task.attempt(), Optional.empty()));
    }

    private static void answer(Exchange x, int status, TaskRecord task, TaskState state) {
        x.answer(status, STATE, new TaskStateBody(task.id().toString(), state.wire()));
    }

    private static QuernException notEndedBadly(String what) {
        return new QuernException(
                ErrorCode.CONFLICT,
                "Only a failed, dead or expired task is " + what,
                "See its state with GET /v1/tasks/{id}; cancel one that has not ended.");
    }
}
