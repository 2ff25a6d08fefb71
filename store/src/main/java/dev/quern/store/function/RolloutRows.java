package dev.quern.store.function;

import dev.quern.core.api.RolloutStepBody;
import dev.quern.core.name.FunctionName;
import dev.quern.core.release.AbortRule;
import dev.quern.core.release.Rollout;
import dev.quern.core.release.RolloutPlan;
import dev.quern.core.release.RolloutState;
import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Rollouts to rows and back; the steps are kept in the API's own JSON. */
final class RolloutRows {
    private static final JsonType<List<RolloutStepBody>> STEPS =
            Jsonb.instance().type(RolloutStepBody.class).list();

    private RolloutRows() {}

    static void insert(Connection c, Rollout r) throws SQLException {
        RolloutPlan plan = r.plan();
        Sql.update(
                c,
                "INSERT INTO rollouts (id, namespace, function, alias, from_version, to_version, percents,"
                        + " every_millis, abort_on, min_calls, state, steps, note, began_at, created_by)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?)",
                r.id(),
                r.function().namespace(),
                r.function().name(),
                r.alias(),
                plan.from(),
                plan.to(),
                SqlArray.of("float8", plan.percents(), percent -> percent),
                plan.every().toMillis(),
                SqlArray.texts(plan.abortOn().stream().map(Object::toString).toList()),
                plan.minCalls(),
                r.state().wire(),
                json(r),
                r.note(),
                r.beganAt(),
                r.createdBy());
    }

    /** False, and nothing is changed, when it does not run any more. */
    static boolean update(Connection c, Rollout r) throws SQLException {
        return Sql.update(
                        c,
                        "UPDATE rollouts SET state = ?, steps = ?::jsonb, note = ?, ended_at = ?"
                                + " WHERE id = ? AND state = 'running'",
                        r.state().wire(),
                        json(r),
                        r.note(),
                        r.endedAt(),
                        r.id())
                == 1;
    }

    static Optional<Rollout> running(Connection c, FunctionName function, String alias) throws SQLException {
        return Sql.one(
                c,
                RolloutRows::read,
                "SELECT * FROM rollouts WHERE namespace = ? AND function = ? AND alias = ? AND state = 'running'",
                function.namespace(),
                function.name(),
                alias);
    }

    static Rollout read(ResultSet row) throws SQLException {
        Double[] percents = (Double[]) row.getArray("percents").getArray();
        String[] rules = (String[]) row.getArray("abort_on").getArray();
        return new Rollout(
                row.getObject("id", UUID.class),
                new FunctionName(row.getString("namespace"), row.getString("function")),
                row.getString("alias"),
                new RolloutPlan(
                        row.getInt("from_version"),
                        row.getInt("to_version"),
                        List.of(percents),
                        Duration.ofMillis(row.getLong("every_millis")),
                        Stream.of(rules).map(AbortRule::parse).toList(),
                        row.getInt("min_calls")),
                RolloutState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                STEPS.fromJson(row.getString("steps")).stream()
                        .map(RolloutStepBody::toStep)
                        .toList(),
                row.getString("note"),
                Sql.instant(row, "began_at"),
                Sql.maybeInstant(row, "ended_at"),
                row.getString("created_by"));
    }

    private static String json(Rollout r) {
        return STEPS.toJson(r.steps().stream().map(RolloutStepBody::of).toList());
    }
}
