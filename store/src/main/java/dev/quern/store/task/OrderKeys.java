package dev.quern.store.task;

import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Who goes first among tasks of one order key.
 *
 * <p>A row <em>stands in the way</em> while it is live, or ended under the policy to block. Invariant: of the
 * rows of a key that stand in the way exactly one is not held. Whoever adds such a row, or changes whether
 * one stands in the way, takes the key's lock first (a transaction's advisory lock, before any row's lock,
 * in ascending order), so those changes happen one after another and {@code seq} is the order in which
 * submissions committed. Claims, ripening and progress change nothing of this and take no such lock.
 */
final class OrderKeys {
    /** Apart from advisory locks of one number, which other parts use. */
    private static final int LOCK_SPACE = 0x7461_736b;

    private static final String STANDS_IN_THE_WAY =
            "t.namespace = k.namespace AND t.function = k.function AND t.order_key = k.order_key"
                    + " AND (t.state < 4 OR NOT t.skip_dead)";
    private static final String KEYS = "unnest(?::text[], ?::text[], ?::text[]) AS k (namespace, function, order_key)";

    private OrderKeys() {}

    /** Locks the keys until the transaction ends. */
    static void lock(Connection c, Collection<OrderKey> keys) throws SQLException {
        if (!keys.isEmpty()) {
            List<Integer> stripes =
                    keys.stream().map(OrderKey::stripe).distinct().sorted().toList();
            Sql.list(
                    c,
                    row -> true,
                    "SELECT pg_advisory_xact_lock(?, stripe) FROM unnest(?) AS stripe",
                    LOCK_SPACE,
                    SqlArray.ints(stripes, stripe -> stripe));
        }
    }

    /** Locks the keys of these tasks, which never change, and returns them. */
    static Set<OrderKey> lockOf(Connection c, Collection<UUID> tasks) throws SQLException {
        Set<OrderKey> keys = new HashSet<>(Sql.list(
                c,
                OrderKeys::read,
                "SELECT namespace, function, order_key FROM tasks WHERE id = ANY (?) AND order_key IS NOT NULL",
                SqlArray.uuids(tasks)));
        lock(c, keys);
        return keys;
    }

    /** Which of these locked keys have a row that stands in the way. */
    static Set<OrderKey> occupied(Connection c, Collection<OrderKey> keys) throws SQLException {
        return keys.isEmpty()
                ? Set.of()
                : new HashSet<>(bound(
                        c,
                        "SELECT k.* FROM " + KEYS + " WHERE EXISTS (SELECT 1 FROM tasks t WHERE " + STANDS_IN_THE_WAY
                                + ")",
                        keys));
    }

    /** Lets the first of each of these locked keys go if nobody of the key may. */
    static void free(Connection c, Collection<OrderKey> keys) throws SQLException {
        if (!keys.isEmpty()) {
            List<OrderKey> list = List.copyOf(keys);
            Sql.update(
                    c,
                    "UPDATE tasks SET held = false WHERE id = ANY (ARRAY(SELECT next.id FROM " + KEYS
                            + ", LATERAL (SELECT t.id FROM tasks t WHERE " + STANDS_IN_THE_WAY
                            + " AND t.held ORDER BY t.seq LIMIT 1) next"
                            + " WHERE NOT EXISTS (SELECT 1 FROM tasks t WHERE " + STANDS_IN_THE_WAY
                            + " AND NOT t.held)))",
                    SqlArray.of("text", list, OrderKey::namespace),
                    SqlArray.of("text", list, OrderKey::function),
                    SqlArray.of("text", list, OrderKey::key));
        }
    }

    private static List<OrderKey> bound(Connection c, String sql, Collection<OrderKey> keys) throws SQLException {
        List<OrderKey> list = List.copyOf(keys);
        return Sql.list(
                c,
                OrderKeys::read,
                sql,
                SqlArray.of("text", list, OrderKey::namespace),
                SqlArray.of("text", list, OrderKey::function),
                SqlArray.of("text", list, OrderKey::key));
    }

    private static OrderKey read(ResultSet row) throws SQLException {
        return new OrderKey(row.getString(1), row.getString(2), row.getString(3));
    }
}
