package dev.quern.store.usage;

import dev.quern.core.usage.Usage;
import dev.quern.core.usage.UsageBy;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What ran, by namespace, function, version and the minute in which it ended. */
public final class UsageMinutes {
    private record Key(String namespace, String function, int version) {}

    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::namespace).thenComparing(Key::function).thenComparingInt(Key::version);

    private static final String ADD = " ON CONFLICT (minute, namespace, function, version) DO UPDATE SET"
            + " executions = usage_minutes.executions + excluded.executions,"
            + " cpu_micros = usage_minutes.cpu_micros + excluded.cpu_micros,"
            + " wall_micros = usage_minutes.wall_micros + excluded.wall_micros,"
            + " peak_memory = greatest(usage_minutes.peak_memory, excluded.peak_memory),"
            + " bytes_in = usage_minutes.bytes_in + excluded.bytes_in,"
            + " bytes_out = usage_minutes.bytes_out + excluded.bytes_out";

    /** Rows of calls that the transaction itself inserted, found by its own mark on them. */
    private static final String ADD_CALLS = "INSERT INTO usage_minutes SELECT date_trunc('minute',"
            + " started_at + CASE WHEN calls = 1 THEN queue_micros + sandbox_micros + run_micros ELSE 0 END"
            + " * interval '1 microsecond', 'UTC') AS minute,"
            + " namespace, coalesce(function, '') AS function, version, sum(calls), sum(cpu_micros), sum(run_micros),"
            + " max(peak_memory_bytes), sum(bytes_in), sum(bytes_out) FROM calls"
            + " WHERE id = ANY (?) AND xmin = pg_current_xact_id()::xid GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4" + ADD;

    private final Db db;

    public UsageMinutes(Db db) {
        this.db = db;
    }

    /**
     * Adds to one minute, in the transaction of what was used; the last thing it does, since others wait for
     * the same rows.
     */
    public static void add(Connection c, Instant at, Collection<UsageEntry> entries) throws SQLException {
        Map<Key, List<UsageEntry>> sums = new TreeMap<>(ORDER);
        for (UsageEntry entry : entries) {
            sums.computeIfAbsent(new Key(entry.namespace(), entry.function(), entry.version()), _ -> new ArrayList<>())
                    .add(entry);
        }
        if (sums.isEmpty()) {
            return;
        }
        List<Key> keys = List.copyOf(sums.keySet());
        List<Usage> usages = sums.values().stream()
                .map(list -> list.stream().map(UsageEntry::usage).reduce(Usage.NONE, Usage::plus))
                .toList();
        Sql.update(
                c,
                "INSERT INTO usage_minutes SELECT date_trunc('minute', ?::timestamptz, 'UTC'), u.* FROM unnest("
                        + "?::text[], ?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],"
                        + " ?::bigint[], ?::bigint[]) AS u" + ADD,
                at,
                SqlArray.of("text", keys, Key::namespace),
                SqlArray.of("text", keys, Key::function),
                SqlArray.ints(keys, Key::version),
                SqlArray.longs(sums.values(), List::size),
                SqlArray.longs(usages, Usage::cpuMicros),
                SqlArray.longs(usages, Usage::wallMicros),
                SqlArray.longs(usages, Usage::peakMemoryBytes),
                SqlArray.longs(usages, Usage::bytesIn),
                SqlArray.longs(usages, Usage::bytesOut));
    }

    /** Adds the calls among these that this transaction has inserted, and only those. */
    public static void addNewCalls(Connection c, Collection<UUID> calls) throws SQLException {
        Sql.update(c, ADD_CALLS, SqlArray.uuids(calls));
    }

    /** Sums, oldest first, then by name. */
    public List<UsageSum> list(UsageQuery query) {
        String function = query.by() == UsageBy.NAMESPACE ? "''" : "function";
        String version = query.by() == UsageBy.VERSION ? "version" : "0";
        String sql =
                "SELECT coalesce(date_bin(?::interval, minute, ?::timestamptz), ?::timestamptz) AS step, namespace,"
                        + " " + function + " AS function, " + version
                        + " AS version, sum(executions)::bigint AS executions,"
                        + " sum(cpu_micros)::bigint AS cpu_micros, sum(wall_micros)::bigint AS wall_micros,"
                        + " max(peak_memory) AS peak_memory, sum(bytes_in)::bigint AS bytes_in,"
                        + " sum(bytes_out)::bigint AS bytes_out FROM usage_minutes WHERE minute >= ? AND minute < ?"
                        + " AND (?::text IS NULL OR namespace = ?) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4";
        return db.read(c -> Sql.list(
                c,
                row -> new UsageSum(
                        Sql.instant(row, "step"),
                        row.getString("namespace"),
                        row.getString("function"),
                        row.getInt("version"),
                        row.getLong("executions"),
                        new Usage(
                                row.getLong("cpu_micros"),
                                row.getLong("wall_micros"),
                                row.getLong("peak_memory"),
                                row.getLong("bytes_in"),
                                row.getLong("bytes_out"))),
                sql,
                query.step().map(Duration::toString),
                query.from(),
                query.from(),
                query.from(),
                query.to(),
                query.namespace(),
                query.namespace()));
    }
}
