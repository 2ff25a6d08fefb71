package dev.quern.node.bucket;

import dev.quern.linux.LinuxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.time.Instant;
import java.util.Optional;

/**
 * What a file is to become: its content in a spool file from the first change on until the last who writes is gone.
 *
 * <p>states: UNTOUCHED → CHANGED ⇄ STORED. UNTOUCHED: the object is the content. STORED: the spool file is, and the
 * object the same. Changed under its node's lock; size and time may be
 * asked without.
 */
final class Draft implements AutoCloseable {
    private final SpoolSpace space;
    private volatile Optional<Spool> spool = Optional.empty();
    private volatile boolean changed;
    /** What a change failed with, 0 for none. */
    private int failure;

    private int writers;
    private volatile Instant changedAt = Instant.now();

    Draft(SpoolSpace space) {
        this.space = space;
    }

    /** Whether the content is here, and not the object's. */
    boolean holdsContent() {
        return spool.isPresent();
    }

    boolean isChanged() {
        return changed;
    }

    long size() {
        return spool.orElseThrow().size();
    }

    Instant changedAt() {
        return changedAt;
    }

    void enter() {
        writers++;
    }

    /** Whether that was the last one. */
    boolean leave() {
        return --writers == 0;
    }

    /** A change was lost, so the rest is not stored either. */
    void fail(int errno) {
        failure = errno;
        touch();
    }

    /** Begins with nothing, whatever the object has. */
    void empty() throws IOException {
        failure = 0;
        if (spool.isPresent()) {
            spool.get().resize(0);
        } else {
            spool = Optional.of(space.create());
        }
        touch();
    }

    /** Begins with the object's content. */
    void load(OpenObject object) throws IOException {
        Spool fresh = space.create();
        try (ReadableByteChannel content = object.read(0, object.object().size())) {
            fresh.fill(content, object.object().size());
            spool = Optional.of(fresh);
        } finally {
            if (spool.isEmpty()) {
                fresh.close();
            }
        }
    }

    void read(long offset, ByteBuffer into) throws IOException {
        spool.orElseThrow().read(offset, into);
    }

    void write(long offset, ByteBuffer from) throws IOException {
        spool.orElseThrow().write(offset, from);
        touch();
    }

    void resize(long size) throws IOException {
        spool.orElseThrow().resize(size);
        touch();
    }

    /**
     * Stores it under a key.
     *
     * @throws LinuxException when a change was lost
     */
    BucketObject store(Bucket bucket, String key) throws IOException {
        if (failure != 0) {
            throw new LinuxException("store", failure, "");
        }
        BucketObject made = bucket.put(key, spool.orElseThrow().stream());
        changed = false;
        return made;
    }

    private void touch() {
        changed = true;
        changedAt = Instant.now();
    }

    @Override
    public void close() throws IOException {
        if (spool.isPresent()) {
            spool.get().close();
        }
    }
}
