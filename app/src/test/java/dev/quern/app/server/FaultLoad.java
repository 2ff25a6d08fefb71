package dev.quern.app.server;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that submit tasks of all kinds, each with an idempotency key, and submit it again until the server
 * has acknowledged it: a client that never saw an answer cannot know more.
 */
final class FaultLoad {
    private static final int CLIENTS = 4;
    private static final int ORDER_KEYS = 8;
    private static final int BATCH = 20;
    private static final int PAUSE_MILLIS = 25;

    /** @param orderKey empty when the task has none; {@code cancelled} when somebody asked for it */
    record Acknowledged(String id, String function, String input, String orderKey, boolean cancelled) {}

    private final FaultServer server;
    private final long seed;
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final List<Integer> sequence = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    FaultLoad(FaultServer server, long seed) {
        this.server = server;
        this.seed = seed;
        for (int i = 0; i < ORDER_KEYS; i++) {
            sequence.add(0);
        }
    }

    void start() {
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(seed + i + 1);
            clients.add(Thread.ofPlatform().name("client-" + i).start(() -> run(random)));
        }
    }

    /** Returns when every client has had its last submission acknowledged. */
    void stop() throws InterruptedException {
        stopped = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    Map<String, Acknowledged> acknowledged() {
        return acknowledged;
    }

    private void run(Random random) {
        try {
            while (!stopped) {
                String function = random.nextInt(4) == 0 ? "container" : "process";
                int kind = random.nextInt(100);
                if (kind < 50) {
                    submit(function, "plain " + numbers.incrementAndGet(), "", "");
                } else if (kind < 70) {
                    ordered(function, random.nextInt(ORDER_KEYS));
                } else if (kind < 80) {
                    submit(function, "flaky " + numbers.incrementAndGet(), "", "");
                } else if (kind < 81) {
                    submit(function, "slow " + numbers.incrementAndGet(), "", "");
                } else if (kind < 90) {
                    submit(function, "late " + numbers.incrementAndGet(), "", "&delay=1s");
                } else if (kind < 96) {
                    cancelled(function);
                } else {
                    batch(function);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String submit(String function, String input, String orderKey, String more) throws InterruptedException {
        String path = "/v1/functions/default/" + function + "/tasks?order-key=" + orderKey + more;
        HttpResponse<String> answer = until(
                202,
                "POST",
                orderKey.isEmpty() ? path.replace("order-key=&", "").replace("?order-key=", "") : path,
                input,
                Map.of("Idempotency-Key", UUID.randomUUID().toString()));
        String id = String.valueOf(FaultJson.object(answer.body()).get("id"));
        acknowledged.put(id, new Acknowledged(id, function, input, orderKey, false));
        return id;
    }

    /** One at a time for each key, so that the order of submission is known. */
    private void ordered(String function, int number) throws InterruptedException {
        String key = "key" + number;
        // A key orders the tasks of one function.
        String name = number % 2 == 0 ? "process" : "container";
        synchronized (key.intern()) {
            int next = sequence.get(number) + 1;
            sequence.set(number, next);
            submit(name, "order " + key + " " + next, key, "");
        }
    }

    private void cancelled(String function) throws InterruptedException {
        String input = "cancel " + numbers.incrementAndGet();
        String id = submit(function, input, "", "&delay=300ms");
        acknowledged.put(id, new Acknowledged(id, function, input, "", true));
        Thread.sleep(250);
        try {
            server.send("POST", "/v1/tasks/" + id + "/cancel", "", Map.of());
        } catch (IOException e) {
            again.incrementAndGet();
        }
    }

    private void batch(String function) throws InterruptedException {
        StringBuilder lines = new StringBuilder();
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < BATCH; i++) {
            String input = "batch " + numbers.incrementAndGet();
            inputs.add(input);
            lines.append("{\"input\":\"")
                    .append(input)
                    .append("\",\"idempotencyKey\":\"")
                    .append(UUID.randomUUID())
                    .append("\"}\n");
        }
        while (true) {
            HttpResponse<String> answer = until(
                    200,
                    "POST",
                    "/v1/functions/default/" + function + "/tasks/batch",
                    lines.toString(),
                    Map.of("Content-Type", "application/x-ndjson"));
            List<String> ids = answer.body()
                    .lines()
                    .map(line -> FaultJson.object(line).get("id"))
                    .filter(id -> id != null)
                    .map(String::valueOf)
                    .toList();
            for (int i = 0; i < ids.size() && ids.size() == BATCH; i++) {
                acknowledged.put(ids.get(i), new Acknowledged(ids.get(i), function, inputs.get(i), "", false));
            }
            if (ids.size() == BATCH) {
                return;
            }
            again.incrementAndGet();
        }
    }

    /** Sends until the answer has this status; a server that is down, or whose database is, says so in other ways. */
    private HttpResponse<String> until(int status, String method, String path, String body, Map<String, String> headers)
            throws InterruptedException {
        while (true) {
            try {
                HttpResponse<String> answer = server.send(method, path, body, headers);
                if (answer.statusCode() == status) {
                    return answer;
                }
                if (answer.statusCode() < 500 && answer.statusCode() != 429) {
                    throw new AssertionError(path + " answered " + answer.statusCode() + " " + answer.body());
                }
            } catch (IOException e) {
                Thread.onSpinWait();
            }
            again.incrementAndGet();
            Thread.sleep(100);
        }
    }

    @Override
    public String toString() {
        return acknowledged.size() + " tasks acknowledged, " + again + " requests failed and were sent again";
    }
}
