package dev.quern.gateway.task;

import dev.quern.gateway.call.LogText;
import dev.quern.gateway.http.Route;
import dev.quern.gateway.routing.RoutingCache;
import dev.quern.manager.task.TaskEvents;
import dev.quern.manager.task.TaskSignals;
import dev.quern.store.Store;
import dev.quern.store.task.TaskBodies;
import dev.quern.store.task.TaskReads;
import dev.quern.store.task.Tasks;
import java.util.List;
import java.util.stream.Stream;

/** All routes of durable tasks, and what they share. Closed after the HTTP server, before the store. */
public final class TaskApi implements AutoCloseable {
    private final Submitter submitter;
    private final BatchRoute batch;
    private final TaskWatch watch;
    private final Waits waits = new Waits();
    private final List<Route> routes;

    /** @param events where this process tells of tasks, {@code signals} who is told of what is stored here */
    public TaskApi(
            Store store,
            RoutingCache routing,
            TaskBodies bodies,
            TaskEvents events,
            TaskSignals signals,
            LogText logs) {
        Tasks tasks = store.tasks();
        TaskReads reads = tasks.reads();
        submitter = new Submitter(tasks.inserts(), signals);
        batch = new BatchRoute(routing, tasks.inserts(), bodies, signals);
        watch = new TaskWatch(reads, events);
        VisibleTasks visible = new VisibleTasks(reads);
        routes = Stream.of(
                        new SubmitRoutes(routing, submitter, bodies, reads).routes(),
                        List.of(batch.route()),
                        new ReadRoutes(reads, bodies, visible, new LongPoll(visible, watch, waits), logs).routes(),
                        new EventRoutes(visible, watch, events, store.functions(), waits).routes(),
                        new ActionRoutes(visible, tasks.cancels(), tasks.retries(), events, signals).routes(),
                        new PolicyRoutes(store, routing).routes())
                .flatMap(List::stream)
                .toList();
    }

    public List<Route> routes() {
        return routes;
    }

    /** Ends the requests that only wait, so that the HTTP server can stop. */
    public void endWaits() {
        waits.endAll();
    }

    @Override
    public void close() {
        submitter.close();
        batch.close();
        watch.close();
    }
}
