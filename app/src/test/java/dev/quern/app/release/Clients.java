package dev.quern.app.release;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that call again as soon as they are answered, until they are closed. */
final class Clients implements AutoCloseable {
    /** Answers by the version that gave them. */
    final Map<String, AtomicInteger> versions = new ConcurrentHashMap<>();
    /** Whatever was no 200. */
    final Queue<String> failures = new ConcurrentLinkedQueue<>();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean stopped;

    interface Call {
        HttpResponse<String> make() throws IOException;
    }

    Clients(int number, Call call) {
        for (int i = 0; i < number; i++) {
            threads.execute(() -> run(call));
        }
    }

    private void run(Call call) {
        while (!stopped) {
            try {
                HttpResponse<String> response = call.make();
                if (response.statusCode() != 200) {
                    failures.add(response.statusCode() + " " + response.body());
                }
                versions.computeIfAbsent(
                                response.headers()
                                        .firstValue("Quern-Function-Version")
                                        .orElse("none"),
                                _ -> new AtomicInteger())
                        .incrementAndGet();
            } catch (IOException e) {
                failures.add(e.toString());
            }
        }
    }

    int answers(int version) {
        return versions.getOrDefault(Integer.toString(version), new AtomicInteger())
                .get();
    }

    @Override
    public void close() {
        stopped = true;
        threads.close();
    }
}
