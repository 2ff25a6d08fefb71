package dev.quern.store.task;

import dev.quern.core.api.AttemptBody;
import dev.quern.core.api.ConfigBody;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.Attempt;
import dev.quern.core.task.CallbackState;
import dev.quern.core.task.CallbackStatus;
import dev.quern.core.task.OrderOnDead;
import dev.quern.core.task.Progress;
import dev.quern.core.task.Retention;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.core.task.TaskTerms;
import dev.quern.core.task.Tier;
import dev.quern.core.usage.Usage;
import dev.quern.store.sql.Sql;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/** Tasks of both places to records; configuration and attempts are kept in the API's own JSON. */
final class TaskRows {
    /** Of both tables, in one order; their rows come under the alias t, callbacks under cb. */
    private static final String SHARED = "t.id, t.namespace, t.function, t.version, t.image_digest, t.config, t.key_id,"
            + " t.tier, t.retries, t.max_age_millis, t.skip_dead, t.retention, t.state, t.cancel_requested,"
            + " t.arguments, t.input_bytes, t.order_key, t.idempotency_key, t.callback_url, t.submitted_at, t.due_at,"
            + " t.expires_at, t.attempt, t.attempts, t.progress_percent, t.progress_message, t.started_at,"
            + " t.finished_at, t.exit_code, t.error, t.message, t.cpu_micros, t.wall_micros, t.peak_memory,"
            + " t.bytes_in, t.bytes_out";

    static final String LIVE = SHARED + ", t.held, 0::bigint AS result_bytes";
    static final String FINISHED = SHARED + ", false AS held, t.result_bytes";
    static final String CALLBACK = "cb.state AS cb_state, cb.failures AS cb_failures, cb.last_error AS cb_error";

    private static final JsonType<ConfigBody> CONFIG = Jsonb.instance().type(ConfigBody.class);
    private static final JsonType<AttemptBody> ATTEMPT = Jsonb.instance().type(AttemptBody.class);
    private static final JsonType<List<AttemptBody>> ATTEMPTS = ATTEMPT.list();

    private TaskRows() {}

    static String json(FunctionConfig config) {
        return CONFIG.toJson(ConfigBody.of(config));
    }

    static String json(Attempt attempt) {
        return ATTEMPT.toJson(AttemptBody.of(new Attempt(
                attempt.number(),
                Texts.storable(attempt.node()),
                attempt.startedAt(),
                attempt.endedAt(),
                attempt.exitCode(),
                attempt.error(),
                attempt.message().map(Texts::brief),
                attempt.platform())));
    }

    static TaskRecord read(ResultSet row) throws SQLException {
        String namespace = row.getString("namespace");
        Optional<Integer> callback = Sql.integer(row, "cb_state");
        Optional<CallbackStatus> status = Optional.empty();
        if (callback.isPresent()) {
            status = Optional.of(new CallbackStatus(
                    CallbackState.of(callback.get()), row.getInt("cb_failures"), Sql.text(row, "cb_error")));
        }
        return new TaskRecord(
                row.getObject("id", UUID.class),
                namespace,
                function(row, namespace),
                row.getInt("version"),
                row.getString("image_digest"),
                config(row),
                row.getString("key_id"),
                Tier.of(row.getInt("tier")),
                new TaskTerms(
                        row.getInt("retries"),
                        Duration.ofMillis(row.getLong("max_age_millis")),
                        row.getBoolean("skip_dead") ? OrderOnDead.SKIP : OrderOnDead.BLOCK,
                        Retention.of(row.getInt("retention"))),
                TaskState.of(row.getInt("state")),
                row.getBoolean("held"),
                row.getBoolean("cancel_requested"),
                arguments(row),
                row.getLong("input_bytes"),
                Sql.text(row, "order_key"),
                Sql.text(row, "idempotency_key"),
                Sql.text(row, "callback_url"),
                Sql.instant(row, "submitted_at"),
                Sql.maybeInstant(row, "due_at"),
                Sql.instant(row, "expires_at"),
                row.getInt("attempt"),
                attempts(row.getString("attempts")),
                progress(row),
                status,
                Sql.maybeInstant(row, "started_at"),
                Sql.maybeInstant(row, "finished_at"),
                exitCode(row),
                Sql.text(row, "error"),
                Sql.text(row, "message"),
                row.getLong("result_bytes"),
                new Usage(
                        row.getLong("cpu_micros"),
                        row.getLong("wall_micros"),
                        row.getLong("peak_memory"),
                        row.getLong("bytes_in"),
                        row.getLong("bytes_out")));
    }

    static Optional<Progress> progress(ResultSet row) throws SQLException {
        Optional<Integer> percent = Sql.integer(row, "progress_percent");
        if (percent.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Progress(percent.get(), Sql.text(row, "progress_message").orElse("")));
    }

    static Optional<FunctionName> function(ResultSet row, String namespace) throws SQLException {
        String name = row.getString("function");
        return name.isEmpty() ? Optional.empty() : Optional.of(new FunctionName(namespace, name));
    }

    static Optional<FunctionConfig> config(ResultSet row) throws SQLException {
        return Sql.text(row, "config").map(json -> CONFIG.fromJson(json).toConfig());
    }

    static List<String> arguments(ResultSet row) throws SQLException {
        return List.of((String[]) row.getArray("arguments").getArray());
    }

    private static List<Attempt> attempts(String json) {
        return json.equals("[]")
                ? List.of()
                : ATTEMPTS.fromJson(json).stream().map(AttemptBody::toAttempt).toList();
    }

    private static OptionalInt exitCode(ResultSet row) throws SQLException {
        Optional<Integer> code = Sql.integer(row, "exit_code");
        return code.isPresent() ? OptionalInt.of(code.get()) : OptionalInt.empty();
    }
}
