package dev.quern.bench.task;

import dev.quern.bench.run.Http;
import dev.quern.bench.run.Samples;
import dev.quern.bench.run.Server;
import dev.quern.bench.run.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** From a task's submission to its start, by its own record, while the node has nothing else to do. */
final class IdleStart {
    private static final int WARM = 100;
    private static final long PACE_MILLIS = 25;

    private final Server server;

    IdleStart(Server server) {
        this.server = server;
    }

    void measure(Table table, int tasks) throws Exception {
        EndToEnd.deploy(server);
        List<String> ids = new ArrayList<>();
        long[] nanos = new long[tasks];
        try (Http http = new Http(server)) {
            for (int i = -WARM; i < tasks; i++) {
                Thread.sleep(PACE_MILLIS);
                String id = TaskCalls.submit(http, EndToEnd.FUNCTION);
                if (i >= 0) {
                    ids.add(id);
                }
            }
            for (int i = 0; i < tasks; i++) {
                String json = TaskCalls.await(http, ids.get(i), "succeeded").text();
                nanos[i] = Duration.between(
                                Instant.parse(TaskCalls.text(json, "submittedAt")),
                                Instant.parse(TaskCalls.text(json, "startedAt")))
                        .toNanos();
            }
        }
        Samples s = Samples.of(nanos);
        table.times("from submission to start on an idle node", s, "p50 ≤ 5 ms", s.median() <= 5);
    }
}
