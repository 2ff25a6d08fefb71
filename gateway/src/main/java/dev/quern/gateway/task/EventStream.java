package dev.quern.gateway.task;

import dev.quern.core.api.TaskEventBody;
import dev.quern.gateway.http.Exchange;
import dev.quern.manager.task.TaskEvent;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;

/**
 * Server-sent events (WHATWG HTML, section 9.2) of one client: {@code state} and {@code progress}. A client that
 * reads too slowly loses the oldest events; one that is gone is noticed at the next event or comment.
 */
final class EventStream implements TaskWatch.Listener {
    private static final JsonType<TaskEventBody> DATA = Jsonb.instance().type(TaskEventBody.class);
    private static final Duration COMMENT = Duration.ofSeconds(15);
    private static final int MOST = 1_000;

    private final Exchange x;
    /** Empty when there will be no more. */
    private final BlockingQueue<Optional<TaskEvent>> waiting = new ArrayBlockingQueue<>(MOST);

    EventStream(Exchange x) {
        this.x = x;
    }

    @Override
    public void happened(TaskEvent event) {
        add(Optional.of(event));
    }

    @Override
    public void gone() {
        add(Optional.empty());
    }

    /** Sends the head at once, so that the client knows that it listens. */
    void begin() throws IOException {
        x.response().getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        x.begin("text/event-stream");
        x.send(": listening\n\n");
    }

    void send(TaskEvent event) throws IOException {
        boolean moved = event.progress().isPresent() && !event.state().ended();
        x.send("event: " + (moved ? "progress" : "state") + "\ndata: " + DATA.toJson(TaskViews.event(event)) + "\n\n");
    }

    /** @param toTheEnd whether it is over once a task has ended */
    void follow(boolean toTheEnd) throws IOException, InterruptedException {
        boolean over = false;
        while (!over) {
            Optional<TaskEvent> next = waiting.poll(COMMENT.toMillis(), TimeUnit.MILLISECONDS);
            if (next == null) {
                x.send(": still there\n\n");
            } else if (next.isPresent()) {
                send(next.get());
                over = toTheEnd && next.get().state().ended();
            } else {
                over = true;
            }
        }
    }

    private void add(Optional<TaskEvent> event) {
        while (!waiting.offer(event)) {
            waiting.poll();
        }
    }
}
