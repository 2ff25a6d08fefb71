package dev.quern.store.call;

import dev.quern.core.call.CallRecord;
import dev.quern.core.call.CallState;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.value.Ids;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import dev.quern.store.usage.UsageMinutes;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of finished calls. They arrive in batches from the nodes' spools and go by whole days once
 * they are older than the retention.
 */
public final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    /** A node whose clock is further ahead is wrong; its records would open days nobody closes. */
    private static final int DAYS_AHEAD = 2;

    final Db db;
    private final Duration retention;
    private final InstantSource clock;
    private final CallPartitions partitions = new CallPartitions();

    public Calls(Db db, Duration retention, InstantSource clock) {
        this.db = db;
        this.retention = retention;
        this.clock = clock;
    }

    /**
     * Stores finished calls; a record already there is left as it is, so a batch may be sent again.
     * Records outside the days kept are left out. What new ones used is added to the ledger with them.
     */
    public void insert(Collection<CallRecord> calls) {
        LocalDate first = firstDay();
        LocalDate last = today().plusDays(DAYS_AHEAD);
        List<CallRecord> kept = new ArrayList<>();
        Set<LocalDate> days = new HashSet<>();
        for (CallRecord call : calls) {
            LocalDate day = CallPartitions.day(call.id());
            if (call.state() == CallState.RUNNING) {
                throw new IllegalArgumentException("only finished calls are stored");
            }
            if (!day.isBefore(first) && !day.isAfter(last)) {
                days.add(day);
                kept.add(call);
            }
        }
        if (kept.size() < calls.size()) {
            LOG.warn("Left out {} call records that are not of {} to {}", calls.size() - kept.size(), first, last);
        }
        if (!kept.isEmpty()) {
            store(kept, days);
        }
    }

    public Optional<CallRecord> find(UUID id) {
        return db.read(c -> Sql.one(c, CallRows::read, "SELECT * FROM calls WHERE id = ?", id));
    }

    /** Newest first. */
    public Page<CallRecord> list(CallFilter filter, PageRequest page) {
        StringBuilder sql = new StringBuilder("SELECT * FROM calls WHERE true");
        List<Object> arguments = new ArrayList<>();
        filter.function().map(FunctionName::namespace).or(filter::namespace).ifPresent(namespace -> {
            sql.append(" AND namespace = ?");
            arguments.add(namespace);
        });
        filter.function().ifPresent(function -> {
            sql.append(" AND function = ?");
            arguments.add(function.name());
        });
        filter.state().ifPresent(state -> {
            // Spelt out besides, so that the partial index of the unsuccessful ones is seen to fit.
            sql.append(state == CallState.SUCCEEDED ? " AND state = ?" : " AND state <> 'succeeded' AND state = ?");
            arguments.add(state.wire());
        });
        filter.keyId().ifPresent(key -> {
            sql.append(" AND key_id = ?");
            arguments.add(key);
        });
        filter.since().ifPresent(since -> {
            sql.append(" AND id >= ?");
            arguments.add(Ids.least(since));
        });
        page.cursor().ifPresent(cursor -> {
            sql.append(" AND id < ?");
            arguments.add(id(cursor));
        });
        sql.append(" ORDER BY id DESC LIMIT ?");
        arguments.add(page.fetch());
        List<CallRecord> found = db.read(c -> Sql.list(c, CallRows::read, sql.toString(), arguments.toArray()));
        return Page.cut(found, page, call -> call.id().toString());
    }

    /** Drops the days that have left the retention; returns how many. Runs by itself when a day begins. */
    public int dropOld() {
        int dropped = db.write(c -> CallPartitions.dropBefore(c, firstDay()));
        partitions.forget();
        return dropped;
    }

    private void store(List<CallRecord> calls, Set<LocalDate> days) {
        boolean newDay = db.write(c -> {
            boolean made = false;
            for (LocalDate day : days) {
                made |= partitions.ensure(c, day);
            }
            write(c, calls);
            UsageMinutes.addNewCalls(c, calls.stream().map(CallRecord::id).toList());
            return made;
        });
        if (newDay) {
            dropOld();
            partitions.remember(days);
        }
    }

    private static void write(Connection c, List<CallRecord> calls) throws SQLException {
        try (PreparedStatement statement = c.prepareStatement(CallRows.INSERT)) {
            for (CallRecord call : calls) {
                CallRows.bind(statement, call);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private LocalDate firstDay() {
        Instant oldest = clock.instant().minus(retention);
        return LocalDate.ofInstant(oldest, ZoneOffset.UTC);
    }

    private static UUID id(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw QuernException.invalid("The cursor is not one this listing gave out", "Leave it out to start again.");
        }
    }
}
