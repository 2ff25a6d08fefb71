package dev.quern.store.call;

import dev.quern.core.value.Ids;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The days of the calls table. A call belongs to the day in its id: UUIDv7 begins with 48 bits of Unix
 * milliseconds (RFC 9562), so a day is a range of ids. Old days go as whole tables.
 */
public final class CallPartitions {
    private static final String PREFIX = "calls_";
    /** Any number no other advisory lock of ours uses. */
    private static final long LOCK = 0x7175_6572_6e01L;

    private final Set<LocalDate> known = ConcurrentHashMap.newKeySet();

    static LocalDate day(UUID id) {
        return LocalDate.ofInstant(Ids.time(id), ZoneOffset.UTC);
    }

    /** Makes the day's partition unless this process knows it is there; returns whether it is new to it. */
    boolean ensure(Connection c, LocalDate day) throws SQLException {
        if (known.contains(day)) {
            return false;
        }
        create(c, day);
        return true;
    }

    /** To be called once the transaction of {@link #ensure} is committed. */
    void remember(Set<LocalDate> days) {
        known.addAll(days);
    }

    void forget() {
        known.clear();
    }

    /** Makes one day's partition if it is missing; side by side with others who do. */
    public static void create(Connection c, LocalDate day) throws SQLException {
        try (Statement statement = c.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            statement.execute("CREATE TABLE IF NOT EXISTS " + table(day) + " PARTITION OF calls FOR VALUES FROM ('"
                    + Ids.least(start(day)) + "') TO ('" + Ids.least(start(day.plusDays(1))) + "')");
        }
    }

    /** Drops all days before {@code first}; returns how many. */
    static int dropBefore(Connection c, LocalDate first) throws SQLException {
        int dropped = 0;
        try (Statement statement = c.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            for (LocalDate day : days(c)) {
                if (day.isBefore(first)) {
                    statement.execute("DROP TABLE " + table(day));
                    dropped++;
                }
            }
        }
        return dropped;
    }

    public static List<LocalDate> days(Connection c) throws SQLException {
        return Sql.list(
                c,
                row -> LocalDate.parse(row.getString(1).substring(PREFIX.length()), DateTimeFormatter.BASIC_ISO_DATE),
                "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid"
                        + " WHERE inhparent = 'calls'::regclass ORDER BY relname");
    }

    private static String table(LocalDate day) {
        return PREFIX + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
