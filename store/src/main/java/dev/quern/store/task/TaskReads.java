package dev.quern.store.task;

import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.TaskRecord;
import dev.quern.core.task.TaskState;
import dev.quern.core.value.Ids;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What is asked of tasks, wherever they are. */
public final class TaskReads {
    /** A task finishes after the time in its id, by clocks that may differ by this: older days are not looked into. */
    private static final Duration SKEW = Duration.ofDays(1);

    private static final String LIVE_ONE = "SELECT " + TaskRows.LIVE + ", " + TaskRows.CALLBACK
            + " FROM tasks t LEFT JOIN task_callbacks cb ON cb.task = t.id WHERE t.id = ?";
    private static final String FINISHED_ONE = "SELECT " + TaskRows.FINISHED + ", " + TaskRows.CALLBACK
            + " FROM finished_tasks t LEFT JOIN task_callbacks cb ON cb.task = t.id"
            + " WHERE t.id = ? AND t.finished_at >= ?";

    private static final String GLANCE = "SELECT id, state, attempt, progress_percent, progress_message FROM ";
    private static final String GLANCE_LIVE = GLANCE + "tasks WHERE id = ANY (?)";
    private static final String GLANCE_FINISHED = GLANCE + "finished_tasks WHERE id = ANY (?) AND finished_at >= ?";

    private final Db db;

    TaskReads(Db db) {
        this.db = db;
    }

    /** Looks among the live ones first: a task moves to the finished ones and never back. */
    public Optional<TaskRecord> find(UUID id) {
        return db.read(c -> {
            Optional<TaskRecord> live = Sql.one(c, TaskRows::read, LIVE_ONE, id);
            return live.isPresent() ? live : Sql.one(c, TaskRows::read, FINISHED_ONE, id, earliest(id));
        });
    }

    /** How these tasks stand; one that is absent is not there (any more). */
    public Map<UUID, TaskGlance> glance(Set<UUID> ids) {
        Map<UUID, TaskGlance> found = new HashMap<>();
        return db.read(c -> {
            Sql.list(c, row -> found.put(row.getObject(1, UUID.class), glance(row)), GLANCE_LIVE, SqlArray.uuids(ids));
            List<UUID> rest = ids.stream().filter(id -> !found.containsKey(id)).toList();
            if (!rest.isEmpty()) {
                Sql.list(
                        c,
                        row -> found.put(row.getObject(1, UUID.class), glance(row)),
                        GLANCE_FINISHED,
                        SqlArray.uuids(rest),
                        earliest(oldest(rest)));
            }
            return found;
        });
    }

    /** The result of a succeeded task. */
    public Optional<TaskResult> result(UUID id) {
        return db.read(c -> Sql.one(
                c,
                row -> result(row, id),
                "SELECT attempt, result, result_bytes, result_stored FROM finished_tasks"
                        + " WHERE id = ? AND finished_at >= ? AND state = 7",
                id,
                earliest(id)));
    }

    /** Newest first. */
    public Page<TaskRecord> list(TaskFilter filter, PageRequest page) {
        List<Object> arguments = new ArrayList<>();
        List<String> places = new ArrayList<>();
        Set<TaskState> kept = statesOf(filter, false);
        Set<TaskState> moved = statesOf(filter, true);
        if (filter.states().isEmpty() || !kept.isEmpty()) {
            places.add(place(TaskRows.LIVE, "tasks", kept, filter, page, arguments));
        }
        if (filter.states().isEmpty() || !moved.isEmpty()) {
            places.add(place(TaskRows.FINISHED, "finished_tasks", moved, filter, page, arguments));
        }
        String sql = "SELECT t.*, " + TaskRows.CALLBACK + " FROM (" + String.join(" UNION ALL ", places)
                + ") t LEFT JOIN task_callbacks cb ON cb.task = t.id ORDER BY t.id DESC LIMIT ?";
        arguments.add(page.fetch());
        List<TaskRecord> found = db.read(c -> Sql.list(c, TaskRows::read, sql, arguments.toArray()));
        return Page.cut(found, page, task -> task.id().toString());
    }

    /** Those of these stored bodies that a row refers to; for {@link TaskBodies#sweep}. */
    public Set<BodyName> referred(Set<BodyName> names) {
        SqlArray ids = SqlArray.uuids(names.stream().map(BodyName::task).collect(Collectors.toSet()));
        Set<BodyName> referred = new HashSet<>(db.read(c -> {
            List<BodyName> found = Sql.list(
                    c,
                    row -> BodyName.input(row.getObject(1, UUID.class)),
                    "SELECT id FROM tasks WHERE id = ANY (?) AND input_stored",
                    ids);
            found.addAll(Sql.list(
                    c,
                    row -> BodyName.result(row.getObject(1, UUID.class), row.getInt(2)),
                    "SELECT id, attempt FROM finished_tasks WHERE id = ANY (?) AND result_stored",
                    ids));
            return found;
        }));
        referred.retainAll(names);
        return referred;
    }

    private static Set<TaskState> statesOf(TaskFilter filter, boolean finished) {
        return filter.states().stream()
                .filter(state -> (state.ended() && !state.retriable()) == finished)
                .collect(Collectors.toSet());
    }

    private static String place(
            String columns,
            String table,
            Set<TaskState> states,
            TaskFilter filter,
            PageRequest page,
            List<Object> arguments) {
        StringBuilder sql = new StringBuilder("(SELECT " + columns + " FROM " + table + " t WHERE true");
        filter.function().map(FunctionName::namespace).or(filter::namespace).ifPresent(namespace -> {
            sql.append(" AND t.namespace = ?");
            arguments.add(namespace);
        });
        filter.function().ifPresent(function -> {
            sql.append(" AND t.function = ?");
            arguments.add(function.name());
        });
        filter.error().ifPresent(error -> {
            sql.append(" AND t.error = ?");
            arguments.add(error);
        });
        filter.keyId().ifPresent(key -> {
            sql.append(" AND t.key_id = ?");
            arguments.add(key);
        });
        if (!states.isEmpty()) {
            sql.append(" AND t.state IN (").append(EndedTasks.codes(states)).append(')');
        }
        filter.since().ifPresent(since -> {
            sql.append(" AND t.id >= ?");
            arguments.add(Ids.least(since));
            if (table.equals("finished_tasks")) {
                sql.append(" AND t.finished_at >= ?");
                arguments.add(earliest(Ids.least(since)));
            }
        });
        page.cursor().ifPresent(cursor -> {
            sql.append(" AND t.id < ?");
            arguments.add(id(cursor));
        });
        arguments.add(page.fetch());
        return sql.append(" ORDER BY t.id DESC LIMIT ?)").toString();
    }

    private static TaskResult result(ResultSet row, UUID id) throws SQLException {
        byte[] bytes = row.getBytes("result");
        TaskBody body = row.getBoolean("result_stored")
                ? TaskBody.stored(row.getLong("result_bytes"))
                : bytes == null ? TaskBody.EMPTY : TaskBody.inline(bytes);
        return new TaskResult(BodyName.result(id, row.getInt("attempt")), body);
    }

    private static TaskGlance glance(ResultSet row) throws SQLException {
        return new TaskGlance(
                row.getObject("id", UUID.class),
                TaskState.of(row.getInt("state")),
                row.getInt("attempt"),
                TaskRows.progress(row));
    }

    private static UUID oldest(List<UUID> ids) {
        return ids.stream().min(Comparator.comparing(Ids::time)).orElseThrow();
    }

    private static Instant earliest(UUID id) {
        return Ids.time(id).minus(SKEW);
    }

    private static UUID id(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw QuernException.invalid("The cursor is not one this listing gave out", "Leave it out to start again.");
        }
    }
}
