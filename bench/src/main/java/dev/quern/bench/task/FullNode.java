package dev.quern.bench.task;

import dev.quern.bench.run.Http;
import dev.quern.bench.run.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Long tasks of another function in all the node's places, so that what is submitted meanwhile only waits. */
final class FullNode implements AutoCloseable {
    private final Server server;
    private final List<String> ids = new ArrayList<>();

    FullNode(Server server) throws IOException, InterruptedException {
        this.server = server;
        TaskCalls.deploy(server, "hold", List.of("--timeout", "30m"), "/bin/sleep", "1800");
        try (Http http = new Http(server)) {
            for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
                ids.add(TaskCalls.submit(http, "hold"));
            }
            for (String id : ids) {
                TaskCalls.await(http, id, "running");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (Http http = new Http(server)) {
            for (String id : ids) {
                http.send("POST", "/v1/tasks/" + id + "/cancel", new byte[0]);
            }
        }
    }
}
