package dev.quern.store.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.OrderOnDead;
import dev.quern.core.task.Retention;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskTerms;
import dev.quern.core.task.Tier;
import dev.quern.core.task.Verdict;
import dev.quern.core.usage.Usage;
import dev.quern.core.value.Ids;
import dev.quern.store.Samples;
import dev.quern.store.sql.Sql;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** One function's tasks, in a namespace and so in lanes of its own. */
final class TaskSamples {
    static final Duration LEASE = Duration.ofMinutes(5);
    static final TaskTerms BLOCK = new TaskTerms(3, Duration.ofHours(6), OrderOnDead.BLOCK, Retention.STANDARD);
    static final TaskTerms SKIP = new TaskTerms(3, Duration.ofHours(6), OrderOnDead.SKIP, Retention.SHORT);
    static final Usage USAGE = new Usage(1000, 2000, 4096, 10, 20);

    final Tasks tasks;
    final FunctionName function = new FunctionName(Samples.name(), Samples.name());
    final Runner runner;

    TaskSamples(Tasks tasks) {
        this.tasks = tasks;
        this.runner = tasks.runners().register(Samples.name(), LEASE);
    }

    Lane lane() {
        return new Lane(Tier.STANDARD, function.namespace(), function.name());
    }

    Submission plain() {
        return submission(BLOCK, Optional.empty(), Optional.empty(), Optional.empty());
    }

    Submission ordered(String key, TaskTerms terms) {
        return submission(terms, Optional.of(key), Optional.empty(), Optional.empty());
    }

    Submission due(Instant at) {
        return submission(BLOCK, Optional.empty(), Optional.empty(), Optional.of(at));
    }

    Submission keyed(String key, String digest, Instant until) {
        return submission(BLOCK, Optional.empty(), Optional.of(new Idempotency(key, digest, until)), Optional.empty());
    }

    Submission submission(
            TaskTerms terms, Optional<String> order, Optional<Idempotency> idempotency, Optional<Instant> due) {
        return new Submission(
                Ids.next(),
                function.namespace(),
                Optional.of(function),
                3,
                "sha256:" + "0".repeat(64),
                Optional.empty(),
                "key1",
                Tier.STANDARD,
                terms,
                List.of("a", "ü \"quoted\" {,}", ""),
                TaskBody.inline("input".getBytes(StandardCharsets.UTF_8)),
                order,
                idempotency,
                Optional.of("https://example.test/done"),
                Sql.now(),
                due);
    }

    UUID submit(Submission submission) {
        return tasks.inserts().submit(List.of(submission)).getFirst().orThrow();
    }

    List<Claimed> claim(int most) {
        return claim(runner, most);
    }

    List<Claimed> claim(Runner by, int most) {
        return tasks.claims().claim(by, List.of(new LaneQuota(lane(), most)), most);
    }

    Claimed claimOne() {
        return claim(1).getFirst();
    }

    boolean record(Claimed task, Verdict verdict) {
        return tasks.outcomes().record(List.of(outcome(task, verdict))).getFirst();
    }

    boolean succeed(Claimed task) {
        return record(task, new Verdict.Succeed());
    }

    TaskRecord find(UUID id) {
        return tasks.reads().find(id).orElseThrow();
    }

    static Outcome outcome(Claimed task, Verdict verdict) {
        boolean succeeded = verdict instanceof Verdict.Succeed;
        boolean platform = verdict instanceof Verdict.HandBack;
        Attempt attempt = new Attempt(
                task.attempt(),
                task.runner().node(),
                task.startedAt(),
                Sql.now(),
                OptionalInt.of(succeeded ? 0 : 1),
                succeeded ? Optional.empty() : Optional.of(ErrorCode.FUNCTION_FAILED.wire()),
                succeeded ? Optional.empty() : Optional.of("it \0 failed"),
                platform);
        TaskBody result = TaskBody.inline("result".getBytes(StandardCharsets.UTF_8));
        return new Outcome(task.id(), task.runner().id(), attempt, verdict, result, USAGE);
    }
}
