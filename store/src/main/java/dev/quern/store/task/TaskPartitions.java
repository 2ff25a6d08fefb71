package dev.quern.store.task;

import dev.quern.core.task.Retention;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The days of finished tasks, for each retention class its own; old ones go as whole tables. */
public final class TaskPartitions {
    /** Any number no other advisory lock of ours uses. */
    private static final long LOCK = 0x7175_6572_6e02L;

    private static final int DAYS_AHEAD = 2;

    /** One partition: what finished on a day and is kept for a class's time. */
    public record Day(Retention retention, LocalDate day) {
        private static final String PREFIX = "finished_tasks_";

        private String parent() {
            return PREFIX + retention.wire();
        }

        private String table() {
            return parent() + "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
        }

        private static Day of(String table) {
            String[] parts = table.substring(PREFIX.length()).split("_", 2);
            return new Day(Retention.parse(parts[0]), LocalDate.parse(parts[1], DateTimeFormatter.BASIC_ISO_DATE));
        }

        @Override
        public String toString() {
            return retention.wire() + " " + day;
        }

        /** Reads what toString wrote. */
        public static Day parse(String text) {
            String[] parts = text.split(" ", 2);
            return new Day(Retention.parse(parts[0]), LocalDate.parse(parts[parts.length - 1]));
        }
    }

    private final Db db;
    private final InstantSource clock;
    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    TaskPartitions(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /** Makes today's partitions and those of the next days, also those this process has made before. */
    public void ensure() {
        known.clear();
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            ensure(today().plusDays(ahead));
        }
    }

    /** Drops the days that have left their retention; returns how many. */
    public int dropOld() {
        int dropped = 0;
        for (Day day : db.read(TaskPartitions::days)) {
            // Kept for at least its time: what finished in the last moment of the day counts.
            if (day.day().plusDays(day.retention().kept().toDays()).isBefore(today())) {
                dropped += drop(day);
            }
        }
        return dropped;
    }

    /** Before a transaction that finishes tasks now: the day's partitions are there when it returns. */
    void ensureFor(Instant now) {
        ensure(LocalDate.ofInstant(now, ZoneOffset.UTC));
    }

    private void ensure(LocalDate day) {
        if (known.contains(day)) {
            return;
        }
        db.write(c -> {
            for (Retention retention : Retention.values()) {
                create(c, new Day(retention, day));
            }
            return true;
        });
        known.add(day);
    }

    /** One day at a time, so that the lock its parent needs is short, and is given up rather than waited for long. */
    private int drop(Day day) {
        known.remove(day.day());
        return db.write(c -> {
            try (Statement statement = c.createStatement()) {
                statement.execute("SET LOCAL lock_timeout = '2s'");
                statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
                boolean there = Sql.exists(c, "SELECT 1 WHERE to_regclass(?) IS NOT NULL", day.table());
                statement.execute("DROP TABLE IF EXISTS " + day.table());
                return there ? 1 : 0;
            }
        });
    }

    /** Makes one partition if it is missing; side by side with others who do. */
    public static void create(Connection c, Day day) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            statement.execute("CREATE TABLE IF NOT EXISTS " + day.table() + " PARTITION OF " + day.parent()
                    + " FOR VALUES FROM ('" + day.day() + " 00:00:00+00') TO ('"
                    + day.day().plusDays(1) + " 00:00:00+00')");
        }
    }

    public static List<Day> days(Connection c) throws SQLException {
        return Sql.list(
                c,
                row -> Day.of(row.getString(1)),
                "SELECT relid::regclass::text FROM pg_partition_tree('finished_tasks') WHERE isleaf AND level = 2"
                        + " ORDER BY 1");
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
