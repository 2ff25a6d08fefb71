package dev.quern.bench.task;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.OrderOnDead;
import dev.quern.core.task.Retention;
import dev.quern.core.task.TaskTerms;
import dev.quern.core.task.Tier;
import dev.quern.core.task.Verdict;
import dev.quern.core.usage.Usage;
import dev.quern.core.value.Ids;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.Lane;
import dev.quern.store.task.Outcome;
import dev.quern.store.task.Submission;
import dev.quern.store.task.TaskBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Small tasks of one function, and their success. */
final class SomeTasks {
    static final Lane LANE = new Lane(Tier.STANDARD, "bench", "cat");

    private static final Optional<FunctionName> FUNCTION =
            Optional.of(new FunctionName(LANE.namespace(), LANE.function()));
    private static final String IMAGE = "sha256:" + "0".repeat(64);
    private static final TaskTerms TERMS = new TaskTerms(3, Duration.ofHours(6), OrderOnDead.BLOCK, Retention.STANDARD);
    private static final TaskBody BODY = TaskBody.inline("{\"name\":\"a\"}".getBytes(StandardCharsets.US_ASCII));
    private static final Usage USAGE = new Usage(700, 1200, 1 << 20, 12, 12);

    private SomeTasks() {}

    static Submission next() {
        return new Submission(
                Ids.next(),
                LANE.namespace(),
                FUNCTION,
                1,
                IMAGE,
                Optional.empty(),
                "bench",
                LANE.tier(),
                TERMS,
                List.of(),
                BODY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Sql.now(),
                Optional.empty());
    }

    static Outcome success(Claimed task) {
        Attempt attempt = new Attempt(
                task.attempt(),
                task.runner().node(),
                task.startedAt(),
                Sql.now(),
                OptionalInt.of(0),
                Optional.empty(),
                Optional.empty(),
                false);
        return new Outcome(task.id(), task.runner().id(), attempt, new Verdict.Succeed(), BODY, USAGE);
    }
}
