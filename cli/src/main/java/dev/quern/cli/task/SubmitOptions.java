package dev.quern.cli.task;

import dev.quern.cli.http.Query;
import dev.quern.cli.http.Request;
import dev.quern.core.error.QuernException;
import dev.quern.core.task.Tier;
import dev.quern.core.value.Durations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of {@code submit} that say how the task is to be run. Absent ones are the function's policy's. */
final class SubmitOptions {
    @Option(
            names = "--idempotency-key",
            paramLabel = "K",
            description = "Submitted twice within 24 h under one key, it is one task.")
    @Nullable
    String idempotencyKey;

    @Option(names = "--order-key", paramLabel = "O", description = "After all tasks submitted under it before.")
    @Nullable
    String orderKey;

    @Option(names = "--delay", paramLabel = "5m", description = "Not before so much time.")
    @Nullable
    String delay;

    @Option(names = "--tier", paramLabel = "free|standard|paid", description = "The class of service.")
    @Nullable
    String tier;

    @Option(names = "--max-age", paramLabel = "6h", description = "No attempt begins later.")
    @Nullable
    String maxAge;

    @Option(names = "--retries", paramLabel = "N", description = "Attempts after the first that fails.")
    @Nullable
    Integer retries;

    @Option(names = "--callback", paramLabel = "URL", description = "Told of the task's end.")
    @Nullable
    String callback;

    void add(Query query) {
        add(query, "order-key", orderKey);
        add(query, "delay", delay == null ? null : Durations.format(Durations.parse(delay)));
        add(query, "tier", tier == null ? null : Tier.parse(tier).wire());
        add(query, "max-age", maxAge == null ? null : Durations.format(Durations.parse(maxAge)));
        add(query, "retries", retries == null ? null : retries.toString());
        add(query, "callback", callback);
    }

    Request withKey(Request request) {
        if (idempotencyKey == null) {
            return request;
        }
        if (!idempotencyKey.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw QuernException.invalid("An idempotency key has printable ASCII characters");
        }
        return request.header("Idempotency-Key", idempotencyKey);
    }

    boolean isAny() {
        return idempotencyKey != null
                || orderKey != null
                || delay != null
                || tier != null
                || maxAge != null
                || retries != null
                || callback != null;
    }

    private static void add(Query query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name, value);
        }
    }
}
