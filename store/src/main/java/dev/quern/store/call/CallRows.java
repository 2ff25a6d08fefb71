package dev.quern.store.call;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.name.FunctionName;
import dev.quern.store.sql.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Call records to rows and back. */
final class CallRows {
    /** Idempotent: a spool that is not sure whether a batch arrived sends it again. */
    static final String INSERT = "INSERT INTO calls (id, namespace, function, version, image_digest, key_id, node,"
            + " state, exit_code, error, message, stderr_tail, started_at, queue_micros, sandbox_micros, run_micros,"
            + " cpu_micros, peak_memory_bytes, bytes_in, bytes_out, pooled, calls)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";

    private CallRows() {}

    static void bind(PreparedStatement statement, CallRecord call) throws SQLException {
        Sql.bind(
                statement,
                call.id(),
                call.namespace(),
                call.function().map(FunctionName::name),
                call.version(),
                call.imageDigest(),
                call.keyId(),
                call.node(),
                call.state().wire(),
                call.exitCode().isPresent() ? (@Nullable Object) call.exitCode().getAsInt() : null,
                call.error(),
                call.message().map(CallRows::storable),
                call.stderrTail().map(CallRows::storable),
                call.startedAt(),
                call.queueMicros(),
                call.sandboxMicros(),
                call.runMicros(),
                call.cpuMicros(),
                call.peakMemoryBytes(),
                call.bytesIn(),
                call.bytesOut(),
                call.pooled(),
                call.calls());
    }

    static CallRecord read(ResultSet row) throws SQLException {
        String namespace = row.getString("namespace");
        Optional<Integer> exitCode = Sql.integer(row, "exit_code");
        return new CallRecord(
                row.getObject("id", UUID.class),
                namespace,
                Sql.text(row, "function").map(name -> new FunctionName(namespace, name)),
                row.getInt("version"),
                row.getString("image_digest"),
                row.getString("key_id"),
                row.getString("node"),
                CallState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                exitCode.isPresent() ? OptionalInt.of(exitCode.get()) : OptionalInt.empty(),
                Sql.text(row, "error"),
                Sql.text(row, "message"),
                Sql.text(row, "stderr_tail"),
                Sql.instant(row, "started_at"),
                row.getLong("queue_micros"),
                row.getLong("sandbox_micros"),
                row.getLong("run_micros"),
                row.getLong("cpu_micros"),
                row.getLong("peak_memory_bytes"),
                row.getLong("bytes_in"),
                row.getLong("bytes_out"),
                row.getBoolean("pooled"),
                row.getLong("calls"));
    }

    /** A function writes what it likes; PostgreSQL's text holds no NUL, and UTF-8 no lone surrogates. */
    private static String storable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }
}
