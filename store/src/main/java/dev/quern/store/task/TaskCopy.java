package dev.quern.store.task;

import dev.quern.core.task.OrderOnDead;
import dev.quern.core.task.TaskState;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** New tasks' rows, by COPY in binary: the shortest way in for one row and for many. */
final class TaskCopy implements AutoCloseable {
    private static final String COLUMNS = "id, submitted_at, expires_at, due_at, max_age_millis, input_bytes, version,"
            + " retries, state, tier, retention, held, skip_dead, input_stored, namespace, function, image_digest,"
            + " key_id, arguments, config, order_key, idempotency_key, callback_url, content_type, input";
    private static final int FIELDS = COLUMNS.split(",", -1).length;
    /** Bytes gathered before they are sent, so that the server works on them meanwhile. */
    private static final int CHUNK = 64 << 10;

    private final CopyIn copy;
    private final CopyBuffer buffer = new CopyBuffer();

    private TaskCopy(CopyIn copy) {
        this.copy = copy;
        buffer.header();
    }

    static TaskCopy open(Connection c) throws SQLException {
        return new TaskCopy(c.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY tasks (" + COLUMNS + ") FROM STDIN (FORMAT binary)"));
    }

    void add(Submission s, boolean held) throws SQLException {
        boolean later = s.dueAt().filter(s.submittedAt()::isBefore).isPresent();
        buffer.row(FIELDS)
                .uuid(s.id())
                .time(s.submittedAt())
                .time(s.expiresAt())
                .time(s.dueAt())
                .bigint(s.terms().maxAge().toMillis())
                .bigint(s.input().size())
                .integer(s.version())
                .integer(s.terms().retries())
                .smallint((later ? TaskState.SCHEDULED : TaskState.QUEUED).code())
                .smallint(s.tier().code())
                .smallint(s.terms().retention().code())
                .bool(held)
                .bool(s.terms().orderOnDead() == OrderOnDead.SKIP)
                .bool(s.input().isStored())
                .text(s.namespace())
                .text(s.functionName())
                .text(s.imageDigest())
                .text(s.keyId())
                .texts(s.arguments());
        if (s.config().isPresent()) {
            buffer.jsonb(TaskRows.json(s.config().get()));
        } else {
            buffer.nothing();
        }
        buffer.text(s.orderKey())
                .text(s.idempotency().map(Idempotency::key))
                .text(s.callbackUrl())
                .text(s.contentType());
        if (s.input().isStored() || s.input().size() == 0) {
            buffer.nothing();
        } else {
            buffer.bytea(s.input().bytes().orElseThrow());
        }
        if (buffer.size() >= CHUNK) {
            send();
        }
    }

    void finish() throws SQLException {
        buffer.trailer();
        send();
        copy.endCopy();
    }

    /** Gives the connection back for other statements when the rows did not come to their end. */
    @Override
    public void close() throws SQLException {
        if (copy.isActive()) {
            copy.cancelCopy();
        }
    }

    private void send() throws SQLException {
        copy.writeToCopy(buffer.bytes(), 0, buffer.size());
        buffer.clear();
    }
}
