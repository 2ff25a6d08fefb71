package dev.quern.gateway.task;

import dev.quern.core.access.Role;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.TaskRecord;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.resource.Unknown;
import dev.quern.manager.task.TaskEvent;
import dev.quern.manager.task.TaskEvents;
import dev.quern.store.function.Functions;
import java.io.IOException;
import java.util.List;

/**
 * Server-sent events. Those of a task begin with how it stands and end with its end; those of a function
 * are what happens in this process, until the client leaves or the server stops.
 */
final class EventRoutes {
    private final VisibleTasks visible;
    private final TaskWatch watch;
    private final TaskEvents events;
    private final Functions functions;
    private final Waits waits;

    EventRoutes(VisibleTasks visible, TaskWatch watch, TaskEvents events, Functions functions, Waits waits) {
        this.visible = visible;
        this.watch = watch;
        this.events = events;
        this.functions = functions;
        this.waits = waits;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/v1/tasks/{id}/events", this::ofTask),
                new Route("GET", "/v1/functions/{ns}/{name}/tasks/events", this::ofFunction));
    }

    private void ofTask(Exchange x) throws IOException, InterruptedException {
        TaskRecord task = visible.find(x);
        EventStream stream = new EventStream(x);
        try (Waits.Wait wait = waits.begin(stream::gone);
                TaskEvents.Subscription subscription = watch.watch(task, stream)) {
            // What happened between the look and the subscription is in this second look.
            TaskRecord now = visible.find(x);
            stream.begin();
            stream.send(new TaskEvent(now.id(), now.function(), now.state(), now.attempt(), now.progress()));
            if (!now.state().ended()) {
                stream.follow(true);
            }
        }
        x.end();
    }

    /** Developers only: the tasks of all keys are in it. */
    private void ofFunction(Exchange x) throws IOException, InterruptedException {
        FunctionName name = new FunctionName(x.path("ns"), x.path("name"));
        x.require(Role.DEVELOPER, name.namespace());
        if (functions.find(name).isEmpty()) {
            throw Unknown.function(name);
        }
        EventStream stream = new EventStream(x);
        try (Waits.Wait wait = waits.begin(stream::gone);
                TaskEvents.Subscription subscription = events.ofFunction(name, stream::happened)) {
            stream.begin();
            stream.follow(false);
        }
        x.end();
    }
}
