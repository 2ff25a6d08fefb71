package dev.quern.store.task;

import dev.quern.store.sql.Sql;
import dev.quern.store.sql.SqlArray;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Who was first under an idempotency key. */
final class IdempotencyKeys {
    private record Key(String namespace, String function, String key) {}

    private record Owner(UUID task, String digest) {}

    private static final String ROWS = " FROM unnest(?::text[], ?::text[], ?::text[], ?::uuid[], ?::text[],"
            + " ?::timestamptz[]) AS s (namespace, function, key, task, digest, until)";
    /** Waits for whoever is submitting under the same key; a key whose window is over is taken over. */
    private static final String INSERT = "INSERT INTO task_idempotency AS held (namespace, function, key, task,"
            + " digest, until) SELECT namespace, function, key, task, decode(digest, 'hex'), until" + ROWS
            + " ON CONFLICT (namespace, function, key) DO UPDATE SET task = excluded.task,"
            + " digest = excluded.digest, until = excluded.until WHERE held.until <= ?"
            + " RETURNING namespace, function, key, task, encode(digest, 'hex')";

    private static final String SELECT = "SELECT held.namespace, held.function, held.key, held.task,"
            + " encode(held.digest, 'hex') FROM task_idempotency held,"
            + " unnest(?::text[], ?::text[], ?::text[]) AS s (namespace, function, key)"
            + " WHERE held.namespace = s.namespace AND held.function = s.function AND held.key = s.key";

    private IdempotencyKeys() {}

    /** Takes the keys of those submissions that have one, in one order for everybody; answers for each of them. */
    static Map<UUID, Submitted> take(Connection c, List<Submission> submissions, Instant now) throws SQLException {
        Map<Key, Submission> first = new HashMap<>();
        List<Submission> keyed = new ArrayList<>();
        for (Submission submission : submissions) {
            if (submission.idempotency().isPresent()) {
                keyed.add(submission);
                first.putIfAbsent(key(submission), submission);
            }
        }
        Map<UUID, Submitted> answers = new HashMap<>();
        if (!keyed.isEmpty()) {
            Map<Key, Owner> owners = owners(c, first, now);
            for (Submission submission : keyed) {
                answers.put(
                        submission.id(),
                        answer(submission, Objects.requireNonNull(owners.get(key(submission)), "its row is locked")));
            }
        }
        return answers;
    }

    private static Map<Key, Owner> owners(Connection c, Map<Key, Submission> first, Instant now) throws SQLException {
        Map<Key, Owner> owners = new HashMap<>();
        List<Key> keys = sorted(first.keySet());
        List<Submission> rows = keys.stream().map(first::get).toList();
        Sql.list(
                c,
                row -> owners.put(
                        new Key(row.getString(1), row.getString(2), row.getString(3)),
                        new Owner(row.getObject(4, UUID.class), row.getString(5))),
                INSERT,
                SqlArray.of("text", keys, Key::namespace),
                SqlArray.of("text", keys, Key::function),
                SqlArray.of("text", keys, Key::key),
                SqlArray.of("uuid", rows, Submission::id),
                SqlArray.of("text", rows, s -> s.idempotency().orElseThrow().digest()),
                SqlArray.of(
                        "timestamptz", rows, s -> s.idempotency().orElseThrow().until()),
                now);
        List<Key> others = keys.stream().filter(key -> !owners.containsKey(key)).toList();
        if (!others.isEmpty()) {
            Sql.list(
                    c,
                    row -> owners.put(
                            new Key(row.getString(1), row.getString(2), row.getString(3)),
                            new Owner(row.getObject(4, UUID.class), row.getString(5))),
                    SELECT,
                    SqlArray.of("text", others, Key::namespace),
                    SqlArray.of("text", others, Key::function),
                    SqlArray.of("text", others, Key::key));
        }
        return owners;
    }

    private static Submitted answer(Submission submission, Owner owner) {
        if (owner.task().equals(submission.id())) {
            return new Submitted(submission.id(), Submitted.Kind.NEW);
        }
        boolean same = owner.digest()
                .equalsIgnoreCase(submission.idempotency().orElseThrow().digest());
        return new Submitted(owner.task(), same ? Submitted.Kind.REPEATED : Submitted.Kind.MISMATCH);
    }

    private static List<Key> sorted(Collection<Key> keys) {
        return keys.stream()
                .sorted(Comparator.comparing(Key::namespace)
                        .thenComparing(Key::function)
                        .thenComparing(Key::key))
                .toList();
    }

    private static Key key(Submission s) {
        return new Key(
                s.namespace(), s.functionName(), s.idempotency().orElseThrow().key());
    }
}
