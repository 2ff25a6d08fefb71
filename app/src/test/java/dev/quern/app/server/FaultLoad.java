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
    private static final String ORDER = "order-key=";

    /** @param orderKey empty when the task has none; {@code cancelled} when somebody asked for it */
    record Acknowledged(String id, String function, String input, String orderKey, boolean cancelled) {}

    /** A submission with a key of its own, so that it may be tried again. */
    record Asked(String function, String input, List<String> parameters, String key) {
        Asked(String function, String input, List<String> parameters) {
            this(function, input, parameters, UUID.randomUUID().toString());
        }

        private String path() {
            return "/v1/functions/default/" + function + "/tasks?" + String.join("&", parameters);
        }

        private Map<String, String> headers() {
            return Map.of("Idempotency-Key", key);
        }

        private String orderKey() {
            return parameters.stream()
                    .filter(p -> p.startsWith(ORDER))
                    .map(p -> p.substring(ORDER.length()))
                    .findAny()
                    .orElse("");
        }
    }

    private final FaultServer server;
    private final long seed;
    private final Map<String, Acknowledged> acknowledged = new ConcurrentHashMap<>();
    private final List<AtomicInteger> sequence = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger again = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final List<Thread> clients = new ArrayList<>();
    private volatile boolean stopped;

    FaultLoad(FaultServer server, long seed) {
        this.server = server;
        this.seed = seed;
        for (int i = 0; i < ORDER_KEYS; i++) {
            sequence.add(new AtomicInteger());
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
                    submit(function, "plain " + numbers.incrementAndGet());
                } else if (kind < 70) {
                    ordered(random.nextInt(ORDER_KEYS));
                } else if (kind < 80) {
                    submit(function, "flaky " + numbers.incrementAndGet());
                } else if (kind < 81) {
                    submit(function, "slow " + numbers.incrementAndGet());
                } else if (kind < 90) {
                    submit(function, "late " + numbers.incrementAndGet(), "delay=1s");
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

    /** Submits until it is acknowledged. @return its id */
    String submit(String function, String input, String... parameters) throws InterruptedException {
        Asked asked = new Asked(function, input, List.of(parameters));
        String id = id(until(202, "POST", asked.path(), input, asked.headers()));
        acknowledge(asked, id);
        return id;
    }

    /** One try; what was not acknowledged by it may be stored all the same. @return the answer */
    HttpResponse<String> trySubmit(Asked asked) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.send("POST", asked.path(), asked.input(), asked.headers());
        if (answer.statusCode() == 202) {
            acknowledge(asked, id(answer));
        }
        return answer;
    }

    /** Tries on in the background until it is acknowledged. */
    void goOn(Asked asked) {
        clients.add(Thread.ofPlatform().name("client-again").start(() -> {
            try {
                acknowledge(asked, id(until(202, "POST", asked.path(), asked.input(), asked.headers())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void acknowledge(Asked asked, String id) {
        acknowledged.put(id, new Acknowledged(id, asked.function(), asked.input(), asked.orderKey(), false));
    }

    private static String id(HttpResponse<String> answer) {
        return String.valueOf(FaultJson.object(answer.body()).get("id"));
    }

    /** One at a time for each key, so that the order of submission is known. */
    private void ordered(int number) throws InterruptedException {
        String key = "key" + number;
        // A key orders the tasks of one function.
        String name = number % 2 == 0 ? "process" : "container";
        AtomicInteger last = sequence.get(number);
        synchronized (last) {
            submit(name, "order " + key + " " + last.incrementAndGet(), ORDER + key);
        }
    }

    private void cancelled(String function) throws InterruptedException {
        String input = "cancel " + numbers.incrementAndGet();
        String id = submit(function, input, "delay=300ms");
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
                // No answer: the next try, under the same key, knows.
                unanswered.incrementAndGet();
            }
            again.incrementAndGet();
            Thread.sleep(100);
        }
    }

    @Override
    public String toString() {
        return acknowledged.size() + " tasks acknowledged, " + again + " requests failed and were sent again, "
                + unanswered + " of them without an answer";
    }
}
