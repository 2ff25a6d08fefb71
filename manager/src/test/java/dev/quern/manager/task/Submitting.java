package dev.quern.manager.task;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.OrderOnDead;
import dev.quern.core.task.RetryPolicy;
import dev.quern.core.task.TaskTerms;
import dev.quern.core.task.Tier;
import dev.quern.core.value.Ids;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Submission;
import dev.quern.store.task.TaskBody;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A task about to be submitted. */
record Submitting(
        Rig rig,
        FunctionName function,
        byte[] input,
        TaskTerms terms,
        Optional<String> orderKey,
        Optional<String> callback,
        Optional<Duration> delay,
        Tier tier) {
    /** Of all. */
    static final String CONTENT_TYPE = "text/plain; charset=utf-8";

    static Submitting to(Rig rig, FunctionName function) {
        TaskTerms d = RetryPolicy.DEFAULT.terms();
        return new Submitting(
                rig,
                function,
                new byte[0],
                new TaskTerms(3, d.maxAge(), d.orderOnDead(), d.retention()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Tier.STANDARD);
    }

    Submitting input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    Submitting input(byte[] bytes) {
        return new Submitting(rig, function, bytes, terms, orderKey, callback, delay, tier);
    }

    Submitting retries(int number) {
        return terms(new TaskTerms(number, terms.maxAge(), terms.orderOnDead(), terms.retention()));
    }

    Submitting maxAge(Duration age) {
        return terms(new TaskTerms(terms.retries(), age, terms.orderOnDead(), terms.retention()));
    }

    Submitting orderOnDead(OrderOnDead what) {
        return terms(new TaskTerms(terms.retries(), terms.maxAge(), what, terms.retention()));
    }

    private Submitting terms(TaskTerms changed) {
        return new Submitting(rig, function, input, changed, orderKey, callback, delay, tier);
    }

    Submitting orderKey(String key) {
        return new Submitting(rig, function, input, terms, Optional.of(key), callback, delay, tier);
    }

    Submitting callback(String url) {
        return new Submitting(rig, function, input, terms, orderKey, Optional.of(url), delay, tier);
    }

    Submitting delay(Duration time) {
        return new Submitting(rig, function, input, terms, orderKey, callback, Optional.of(time), tier);
    }

    UUID submit() {
        Submission submission = submission();
        return rig.store
                .tasks()
                .inserts()
                .submit(List.of(submission))
                .getFirst()
                .orThrow();
    }

    Submission submission() {
        UUID id = Ids.next();
        Instant now = Sql.now();
        return new Submission(
                id,
                function.namespace(),
                Optional.of(function),
                1,
                rig.version(function).imageDigest(),
                Optional.empty(),
                "key1",
                tier,
                terms,
                List.of(),
                body(id),
                Optional.of(CONTENT_TYPE),
                orderKey,
                Optional.empty(),
                callback,
                now,
                delay.map(now::plus));
    }

    private TaskBody body(UUID id) {
        if (input.length <= TaskBody.INLINE) {
            return TaskBody.inline(input);
        }
        try {
            return TaskBody.stored(rig.bodies.write(BodyName.input(id), new ByteArrayInputStream(input), input.length));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
