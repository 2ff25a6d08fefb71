package dev.quern.store.task;

import dev.quern.core.name.FunctionName;
import dev.quern.core.task.TaskState;
import dev.quern.core.value.Ids;
import dev.quern.store.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Finds tasks that ended without success. */
final class EndedTasks {
    private EndedTasks() {}

    /** The next {@code limit} ids above {@code after} that the filter lets through, ascending. */
    static List<UUID> next(Connection c, EndedFilter filter, UUID after, int limit) throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT id FROM tasks WHERE state IN (" + codes(filter.states()) + ")");
        List<Object> arguments = new ArrayList<>();
        filter.function().map(FunctionName::namespace).or(filter::namespace).ifPresent(namespace -> {
            sql.append(" AND namespace = ?");
            arguments.add(namespace);
        });
        filter.function().ifPresent(function -> {
            sql.append(" AND function = ?");
            arguments.add(function.name());
        });
        filter.error().ifPresent(error -> {
            sql.append(" AND error = ?");
            arguments.add(error);
        });
        filter.since().ifPresent(since -> {
            sql.append(" AND id >= ?");
            arguments.add(Ids.least(since));
        });
        sql.append(" AND id > ? ORDER BY id LIMIT ?");
        arguments.add(after);
        arguments.add(limit);
        return Sql.list(c, row -> row.getObject(1, UUID.class), sql.toString(), arguments.toArray());
    }

    /** Numbers in the text, so that the partial indexes are seen to fit. */
    static String codes(Set<TaskState> states) {
        return states.stream()
                .map(TaskState::code)
                .sorted()
                .map(code -> Integer.toString(code))
                .collect(Collectors.joining(", "));
    }
}
