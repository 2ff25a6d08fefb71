package dev.quern.store.object;

import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes rows of different objects in one transaction: those without a condition by one statement, the others, which
 * are few, by one each. Like {@link ObjectSql}, it relies on nobody else writing these objects meanwhile.
 */
final class ObjectBatch {
    private static final String PUT = "WITH new AS MATERIALIZED (SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " AS n(at, bucket, key, size, modified_at, etag, headers, content, file)),"
            + " old AS (SELECT n.at, o.file, o.parts FROM new n JOIN objects o USING (bucket, key)),"
            + " done AS (INSERT INTO objects AS o"
            + " (bucket, key, size, modified_at, etag, headers, content, file, parts)"
            + " SELECT n.bucket, n.key, n.size, n.modified_at, n.etag, n.headers, n.content, n.file, 0"
            + " FROM new n JOIN buckets b ON b.name = n.bucket"
            + " ON CONFLICT (bucket, key) DO UPDATE SET" + ObjectSql.SET + " RETURNING bucket, key),"
            + " gone AS (DELETE FROM object_parts p USING old WHERE old.parts > 0 AND p.content = old.file"
            + " RETURNING p.content, p.number, p.file)"
            + " SELECT n.at, CASE WHEN d.key IS NULL THEN 0 ELSE 1 END AS done, old.file AS before, old.parts,"
            + " (SELECT array_agg(g.file ORDER BY g.number) FROM gone g WHERE g.content = old.file) AS files"
            + " FROM new n LEFT JOIN done d USING (bucket, key) LEFT JOIN old USING (at)";

    private ObjectBatch() {}

    /** Whether it goes into the one statement. */
    static boolean isUnconditional(ObjectPut put) {
        return put.guard().equals(Guard.ALWAYS) && put.row().parts() == 0;
    }

    /** One answer for each, in their order. */
    static List<Written> put(Connection c, List<ObjectPut> puts) throws SQLException {
        Written[] answers = new Written[puts.size()];
        List<Integer> free = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            ObjectPut put = puts.get(i);
            if (isUnconditional(put)) {
                free.add(i);
            } else {
                answers[i] = ObjectSql.put(c, put.row(), put.guard());
            }
        }
        Map<Integer, Written> together = together(c, puts, free);
        for (int i : free) {
            answers[i] = together.getOrDefault(i, Written.NOTHING);
        }
        return List.of(answers);
    }

    private static Map<Integer, Written> together(Connection c, List<ObjectPut> puts, List<Integer> free)
            throws SQLException {
        Map<Integer, Written> answers = new HashMap<>();
        if (free.isEmpty()) {
            return answers;
        }
        List<ObjectRow> rows = free.stream().map(i -> puts.get(i).row()).toList();
        Sql.list(
                c,
                row -> answers.put(row.getInt("at"), ObjectSql.written(row)),
                PUT,
                SqlArray.ints(free, i -> i),
                SqlArray.of("text", rows, ObjectRow::bucket),
                SqlArray.of("text", rows, ObjectRow::key),
                SqlArray.longs(rows, ObjectRow::size),
                SqlArray.of("timestamptz", rows, ObjectRow::modifiedAt),
                SqlArray.of("text", rows, ObjectRow::etag),
                SqlArray.of("jsonb", rows, row -> HeaderJson.write(row.headers())),
                SqlArray.of("bytea", rows, row -> row.content().orElse(null)),
                SqlArray.of("uuid", rows, row -> row.file().orElse(null)));
        return answers;
    }
}
