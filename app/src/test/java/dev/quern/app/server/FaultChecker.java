package dev.quern.app.server;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Holds what the server says of every task against what was asked for and what was done. */
final class FaultChecker {
    private static final Duration SETTLING = Duration.ofMinutes(5);
    private static final Set<String> UNDER_WAY = Set.of("scheduled", "queued", "running", "retrying");
    private static final int RESULTS = 5_000;

    private final FaultServer server;
    private final Map<String, FaultLoad.Acknowledged> acknowledged;
    private final FaultEffects effects;
    private final List<String> faults = new ArrayList<>();

    FaultChecker(FaultServer server, Map<String, FaultLoad.Acknowledged> acknowledged, FaultEffects effects) {
        this.server = server;
        this.acknowledged = acknowledged;
        this.effects = effects;
    }

    /** Waits until nothing is under way any more. */
    void awaitEnd() {
        await("no task is stuck")
                .atMost(SETTLING)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> UNDER_WAY.stream().allMatch(this::none));
    }

    private boolean none(String state) {
        try {
            return items("/v1/tasks?limit=1&state=" + state).items().isEmpty();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was wrong; empty when all is well. */
    List<String> faults() {
        return faults;
    }

    /** Fills {@link #faults}. @return a summary */
    String check() throws IOException, InterruptedException {
        Map<String, Map<String, Object>> recorded = all();
        Map<String, Integer> states = new TreeMap<>();
        Map<String, Set<Integer>> done = effectsByTask();
        int results = 0;
        for (FaultLoad.Acknowledged task : acknowledged.values()) {
            Optional<Map<String, Object>> record = Optional.ofNullable(recorded.get(task.id()));
            if (record.isEmpty()) {
                faults.add("lost: " + task);
                continue;
            }
            String state = String.valueOf(record.get().get("state"));
            states.merge(state, 1, Integer::sum);
            boolean fine = state.equals("succeeded") || (state.equals("cancelled") && task.cancelled());
            if (!fine) {
                faults.add(state + ": " + task + " " + record.get());
            } else if (state.equals("succeeded")) {
                int attempt = FaultJson.number(record.get(), "attempt");
                if (!done.getOrDefault(task.id(), Set.of()).contains(attempt)) {
                    faults.add("recorded as done by attempt " + attempt + ", which did nothing: " + task);
                }
                if (!task.orderKey().isEmpty() || results++ < RESULTS) {
                    checkResult(task);
                }
            }
        }
        recorded.keySet().stream()
                .filter(id -> !acknowledged.containsKey(id))
                .forEach(id -> faults.add("nobody was told of " + id));
        checkOrder();
        int attempts = done.values().stream().mapToInt(Set::size).sum();
        return states + ", " + attempts + " attempts had effects, " + faults.size() + " faults";
    }

    /** Each (task, attempt) at most once. */
    private Map<String, Set<Integer>> effectsByTask() throws IOException {
        Map<String, Set<Integer>> done = new HashMap<>();
        for (FaultEffects.Effect effect : effects.read()) {
            if (!done.computeIfAbsent(effect.task(), id -> new HashSet<>()).add(effect.attempt())) {
                faults.add("the same attempt began twice: " + effect);
            }
            if (!acknowledged.containsKey(effect.task())) {
                faults.add("nobody was told of " + effect);
            }
        }
        return done;
    }

    /** Of one key, nothing earlier begins after something later has begun. */
    private void checkOrder() throws IOException {
        Map<String, Integer> reached = new HashMap<>();
        for (FaultEffects.Effect effect : effects.read()) {
            if (effect.input().startsWith("order ")) {
                String[] part = effect.input().split(" ");
                int number = Integer.parseInt(part[2]);
                int last = reached.getOrDefault(part[1], 0);
                if (number < last || number > last + 1) {
                    faults.add("out of order after " + last + ": " + effect);
                }
                reached.put(part[1], Math.max(last, number));
            }
        }
    }

    private void checkResult(FaultLoad.Acknowledged task) throws IOException, InterruptedException {
        HttpResponse<String> result = server.get("/v1/tasks/" + task.id() + "/result");
        if (result.statusCode() != 200 || !result.body().equals("done:" + task.input() + "\n")) {
            faults.add("result " + result.statusCode() + " " + result.body() + " of " + task);
        }
    }

    private Map<String, Map<String, Object>> all() throws IOException, InterruptedException {
        Map<String, Map<String, Object>> all = new HashMap<>();
        String cursor = "";
        do {
            Page page = items("/v1/tasks?limit=1000" + cursor);
            for (Map<String, Object> task : page.items()) {
                if (all.put(String.valueOf(task.get("id")), task) != null) {
                    faults.add("listed twice: " + task);
                }
            }
            cursor = page.next().map(next -> "&cursor=" + next).orElse("");
        } while (!cursor.isEmpty());
        return all;
    }

    private record Page(List<Map<String, Object>> items, Optional<String> next) {}

    @SuppressWarnings("unchecked")
    private Page items(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = server.get(path);
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
        Map<String, Object> page = FaultJson.object(answer.body());
        return new Page(
                (List<Map<String, Object>>) Objects.requireNonNull(page.get("items")),
                Optional.ofNullable((String) page.get("next")));
    }
}
