package dev.quern.store.build;

import dev.quern.core.build.BuildRecord;
import dev.quern.core.build.BuildState;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.store.sql.Cursor;
import dev.quern.store.sql.Db;
import dev.quern.store.sql.Page;
import dev.quern.store.sql.PageRequest;
import dev.quern.store.sql.Sql;
import dev.quern.store.task.Idempotency;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Builds and how they stand. A state changes only from the one it is expected to be in: whoever comes second,
 * a cancel or an end, is told so and changes nothing.
 */
public final class Builds {
    private static final int LONGEST_ERROR = 4_000;

    private final Db db;

    public Builds(Db db) {
        this.db = db;
    }

    /**
     * @param key under which the same request is the same build
     * @return the build; the one that came first under the key if there is one
     * @throws QuernException namespace_not_found; idempotency_mismatch when the first one was another request
     */
    public BuildRecord add(BuildRecord b, Optional<Idempotency> key) {
        return db.write(c -> {
            if (!Sql.exists(c, "SELECT 1 FROM namespaces WHERE name = ? FOR KEY SHARE", b.namespace())) {
                throw new QuernException(
                        ErrorCode.NAMESPACE_NOT_FOUND, "There is no namespace '" + b.namespace() + "'");
            }
            if (key.isPresent()) {
                Sql.update(
                        c,
                        "UPDATE builds SET idempotency_key = NULL"
                                + " WHERE namespace = ? AND idempotency_key = ? AND key_until <= ?",
                        b.namespace(),
                        key.get().key(),
                        Sql.now());
            }
            int made = Sql.update(
                    c,
                    "INSERT INTO builds (id, namespace, name, state, file, descriptor, created_by, created_at,"
                            + " idempotency_key, request_digest, key_until)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, decode(?, 'hex'), ?)"
                            // Waits for whoever is sending the same at this moment.
                            + " ON CONFLICT (namespace, idempotency_key) WHERE idempotency_key IS NOT NULL DO NOTHING",
                    b.id(),
                    b.namespace(),
                    b.name(),
                    b.state().code(),
                    b.file(),
                    b.descriptor().replace("\0", ""),
                    b.createdBy(),
                    b.createdAt(),
                    key.map(Idempotency::key),
                    key.map(Idempotency::digest),
                    key.map(Idempotency::until));
            return made == 1 ? b : first(c, b.namespace(), key.orElseThrow());
        });
    }

    private static BuildRecord first(Connection c, String namespace, Idempotency key) throws SQLException {
        return Sql.one(
                        c,
                        Builds::read,
                        "SELECT * FROM builds WHERE namespace = ? AND idempotency_key = ?"
                                + " AND request_digest = decode(?, 'hex')",
                        namespace,
                        key.key(),
                        key.digest())
                .orElseThrow(() -> new QuernException(
                        ErrorCode.IDEMPOTENCY_MISMATCH,
                        "Another build was sent under this idempotency key",
                        "Use a new key for a new build."));
    }

    /**
     * Forgets builds that ended before {@code before}, but those whose image a version of their namespace has.
     *
     * @return how many of at most {@code limit}
     */
    public int sweep(Instant before, int limit) {
        return db.write(c -> Sql.update(
                c,
                "DELETE FROM builds WHERE id IN (SELECT id FROM builds b WHERE state >= ? AND created_at < ?"
                        + " AND finished_at < ? AND NOT EXISTS (SELECT FROM versions v"
                        + " WHERE v.namespace = b.namespace AND v.image_digest = b.image_digest)"
                        + " ORDER BY created_at LIMIT ?)",
                BuildState.SUCCEEDED.code(),
                before,
                before,
                limit));
    }

    public Optional<BuildRecord> find(UUID id) {
        return db.read(c -> Sql.one(c, Builds::read, "SELECT * FROM builds WHERE id = ?", id));
    }

    /** The last build in the namespace that made this image. */
    public Optional<BuildRecord> ofImage(String namespace, String digest) {
        return db.read(c -> Sql.one(
                c,
                Builds::read,
                "SELECT * FROM builds WHERE image_digest = ? AND namespace = ? AND state = ?"
                        + " ORDER BY finished_at DESC LIMIT 1",
                digest,
                namespace,
                BuildState.SUCCEEDED.code()));
    }

    /** Newest first; {@code namespace} empty for all. */
    public Page<BuildRecord> list(Optional<String> namespace, Optional<BuildState> state, PageRequest page) {
        Cursor from = page.point();
        List<BuildRecord> found = db.read(c -> Sql.list(
                c,
                Builds::read,
                "SELECT * FROM builds WHERE (?::text IS NULL OR namespace = ?) AND (?::int IS NULL OR state = ?)"
                        + " AND (created_at, id::text) < (?, ?) ORDER BY created_at DESC, id::text DESC LIMIT ?",
                namespace,
                namespace,
                state.map(BuildState::code),
                state.map(BuildState::code),
                from.time(),
                from.name(),
                page.fetch()));
        return Page.cut(found, page, b -> new Cursor(b.createdAt(), b.id().toString()).text());
    }

    /** QUEUED → RUNNING; false if it was cancelled before. */
    public boolean start(UUID id) {
        return change(
                "UPDATE builds SET state = ?, started_at = ? WHERE id = ? AND state = ?",
                BuildState.RUNNING.code(),
                Sql.now(),
                id,
                BuildState.QUEUED.code());
    }

    /** What it begins with, once that is known. */
    public void base(UUID id, String base, String digest) {
        change("UPDATE builds SET base = ?, base_digest = ? WHERE id = ?", base, digest, id);
    }

    /** RUNNING → SUCCEEDED. */
    public boolean succeed(UUID id, String imageDigest) {
        return change(
                "UPDATE builds SET state = ?, finished_at = ?, image_digest = ? WHERE id = ? AND state = ?",
                BuildState.SUCCEEDED.code(),
                Sql.now(),
                imageDigest,
                id,
                BuildState.RUNNING.code());
    }

    /** QUEUED or RUNNING → FAILED. */
    public boolean fail(UUID id, String error, Optional<Integer> line) {
        return end(id, BuildState.FAILED, error, line);
    }

    /** QUEUED or RUNNING → CANCELLED. */
    public boolean cancel(UUID id) {
        return end(id, BuildState.CANCELLED, "It was cancelled", Optional.empty());
    }

    /** For the start of a server, before it takes builds: what has not ended never will. */
    public int failAll(String error) {
        return db.write(c -> Sql.update(
                c,
                "UPDATE builds SET state = ?, finished_at = ?, error = ? WHERE state < ?",
                BuildState.FAILED.code(),
                Sql.now(),
                error,
                BuildState.SUCCEEDED.code()));
    }

    private boolean end(UUID id, BuildState state, String error, Optional<Integer> line) {
        return change(
                "UPDATE builds SET state = ?, finished_at = ?, error = ?, error_line = ? WHERE id = ? AND state < ?",
                state.code(),
                Sql.now(),
                error.substring(0, Math.min(error.length(), LONGEST_ERROR)).replace("\0", ""),
                line,
                id,
                BuildState.SUCCEEDED.code());
    }

    private boolean change(String sql, Object... arguments) {
        return db.write(c -> Sql.update(c, sql, arguments)) == 1;
    }

    private static BuildRecord read(ResultSet row) throws SQLException {
        Instant created = Sql.instant(row, "created_at");
        return new BuildRecord(
                row.getObject("id", UUID.class),
                row.getString("namespace"),
                row.getString("name"),
                BuildState.of(row.getInt("state")),
                row.getString("file"),
                row.getString("descriptor"),
                row.getString("created_by"),
                created,
                Sql.maybeInstant(row, "started_at"),
                Sql.maybeInstant(row, "finished_at"),
                Sql.text(row, "base"),
                Sql.text(row, "base_digest"),
                Sql.text(row, "image_digest"),
                Sql.text(row, "error"),
                Sql.integer(row, "error_line"));
    }
}
