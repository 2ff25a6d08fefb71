package dev.quern.store.task;

import dev.quern.core.api.RetryPolicyBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.FunctionName;
import dev.quern.core.task.RetryPolicy;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Sql;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Functions' policies for their tasks. */
public final class TaskPolicies {
    private static final JsonType<RetryPolicyBody> POLICY = Jsonb.instance().type(RetryPolicyBody.class);

    private final Db db;

    TaskPolicies(Db db) {
        this.db = db;
    }

    /** The function's own policy; empty when it has none and {@link RetryPolicy#DEFAULT} holds. */
    public Optional<RetryPolicy> get(FunctionName function) {
        return db.read(c -> Sql.one(
                c,
                row -> POLICY.fromJson(row.getString(1)).toPolicy(),
                "SELECT policy FROM task_policies WHERE namespace = ? AND function = ?",
                function.namespace(),
                function.name()));
    }

    /** The policies of all functions that have one of their own. */
    public Map<FunctionName, RetryPolicy> all() {
        Map<FunctionName, RetryPolicy> all = new HashMap<>();
        return db.read(c -> {
            Sql.list(
                    c,
                    row -> all.put(
                            new FunctionName(row.getString(1), row.getString(2)),
                            POLICY.fromJson(row.getString(3)).toPolicy()),
                    "SELECT namespace, function, policy FROM task_policies");
            return all;
        });
    }

    /**
     * Sets the function's policy; tasks submitted before keep their terms.
     *
     * @throws QuernException function_not_found
     */
    public void put(FunctionName function, RetryPolicy policy) {
        int put = db.write(c -> Sql.update(
                c,
                "INSERT INTO task_policies (namespace, function, policy, updated_at)"
                        + " SELECT namespace, name, ?::jsonb, ? FROM functions WHERE namespace = ? AND name = ?"
                        + " FOR KEY SHARE ON CONFLICT (namespace, function)"
                        + " DO UPDATE SET policy = excluded.policy, updated_at = excluded.updated_at",
                POLICY.toJson(RetryPolicyBody.of(policy)),
                Sql.now(),
                function.namespace(),
                function.name()));
        if (put == 0) {
            throw new QuernException(ErrorCode.FUNCTION_NOT_FOUND, "There is no function '" + function + "'");
        }
    }
}
