package dev.quern.objects.disk;

import dev.quern.core.error.QuernException;
import dev.quern.store.object.Guard;
import dev.quern.store.object.ObjectPut;
import dev.quern.store.object.ObjectRow;
import dev.quern.store.object.ObjectRows;
import dev.quern.store.object.Written;
import dev.quern.store.sql.GroupCommit;
import dev.quern.store.sql.GroupLimits;
import java.util.concurrent.CompletionException;

/** Commits rows of objects, those that come while others are committed together. */
final class RowWriter implements AutoCloseable {
    private static final GroupLimits LIMITS = new GroupLimits(10_000, 256L << 20, 200, 4L << 20);
    /** What a row weighs besides its content, roughly. */
    private static final int ROW = 500;

    private final GroupCommit<ObjectPut, Written> commits;

    RowWriter(ObjectRows rows) {
        this.commits = new GroupCommit<>("objects", LIMITS, RowWriter::weight, rows::putAll);
    }

    /**
     * Returns when it is committed, or was not to be. Calls for one object come one after the other.
     *
     * @throws QuernException too_many_requests, unavailable, disk_full
     */
    Written put(ObjectRow row, Guard guard) {
        try {
            return commits.submit(new ObjectPut(row, guard)).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof QuernException known ? known : e;
        }
    }

    private static long weight(ObjectPut put) {
        return ROW + put.row().content().map(bytes -> bytes.length).orElse(0);
    }

    /** Returns when everything handed in has its answer. */
    @Override
    public void close() {
        commits.close();
    }
}
