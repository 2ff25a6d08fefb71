package dev.quern.gateway.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.Tier;
import dev.quern.core.task.Verdict;
import dev.quern.core.usage.Usage;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.LaneQuota;
import dev.quern.store.task.Outcome;
import dev.quern.store.task.Runner;
import dev.quern.store.task.TaskBody;
import dev.quern.store.task.Tasks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Does by hand what a manager and a node do: claims a task, says how it went. */
final class Worker {
    private final TaskServer server;
    private final Tasks tasks;
    private final Runner runner;

    Worker(TaskServer server) {
        this.server = server;
        this.tasks = server.quern.store.tasks();
        this.runner = tasks.runners().register(server.namespace, Duration.ofMinutes(5));
    }

    Claimed claim() {
        List<LaneQuota> quotas = tasks.claims().lanes().stream()
                .filter(lane -> lane.namespace().equals(server.namespace) && lane.tier() == Tier.STANDARD)
                .map(lane -> new LaneQuota(lane, 1))
                .toList();
        return tasks.claims().claim(runner, quotas, 1).getFirst();
    }

    void succeed(Claimed task, String result) throws IOException {
        byte[] bytes = result.getBytes(StandardCharsets.UTF_8);
        TaskBody body = bytes.length <= TaskBody.INLINE
                ? TaskBody.inline(bytes)
                : TaskBody.stored(server.bodies.write(
                        BodyName.result(task.id(), task.attempt()), new ByteArrayInputStream(bytes), bytes.length));
        record(task, new Verdict.Succeed(), body);
    }

    void record(Claimed task, Verdict verdict) {
        record(task, verdict, TaskBody.EMPTY);
    }

    private void record(Claimed task, Verdict verdict, TaskBody result) {
        boolean succeeded = verdict instanceof Verdict.Succeed;
        Attempt attempt = new Attempt(
                task.attempt(),
                "node1",
                task.startedAt(),
                Sql.now(),
                OptionalInt.of(succeeded ? 0 : 3),
                succeeded ? Optional.empty() : Optional.of(ErrorCode.FUNCTION_FAILED.wire()),
                succeeded ? Optional.empty() : Optional.of("it failed"),
                false);
        tasks.outcomes()
                .record(List.of(new Outcome(
                        task.id(),
                        runner.id(),
                        attempt,
                        verdict,
                        result,
                        new Usage(2_000_000, 3_000_000, 4096, 1, 2))));
    }
}
