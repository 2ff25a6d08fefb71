package dev.quern.node.bucket;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import dev.quern.node.fuse.Attributes;
import dev.quern.node.fuse.Entry;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the kernel knows by a number: a directory, or one version of a file. A file that is replaced in the store gets
 * another node, so what the kernel keeps of this one's content is never mixed with the other's. What the mount itself
 * writes stays the same node.
 */
final class Inode {
    /** Inodes are told apart from those of all other file systems of the machine, see {@link Caller#writes}. */
    private static final int ID_BITS = 24;

    private final long id;
    private final long number;
    private final boolean directory;
    private final Instant since;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile String key;
    private volatile Optional<BucketObject> stored = Optional.empty();
    private volatile Optional<Draft> draft = Optional.empty();
    private volatile boolean removed;

    /** How often the kernel was told of it and has not forgotten; guarded by {@link Tree}. */
    long lookups;

    /** @param key from the bucket's beginning; a directory's ends in a slash, or is empty */
    Inode(long id, String key, boolean directory, Instant since) {
        this.id = id;
        this.number = (ThreadLocalRandom.current().nextLong() << ID_BITS | id & ((1L << ID_BITS) - 1)) & Long.MAX_VALUE;
        this.key = key;
        this.directory = directory;
        this.since = since;
    }

    long id() {
        return id;
    }

    boolean isDirectory() {
        return directory;
    }

    String key() {
        return key;
    }

    void move(String newKey) {
        key = newKey;
    }

    /** The object it is, as far as known; empty for a file that was never stored. */
    Optional<BucketObject> stored() {
        return stored;
    }

    void stored(BucketObject object) {
        stored = Optional.of(object);
    }

    /** What is being written to it; used under the lock. */
    Optional<Draft> draft() {
        return draft;
    }

    void draft(Optional<Draft> now) {
        draft = now;
    }

    /** Nothing has this name any more; what is written to it goes nowhere. */
    void remove() {
        removed = true;
    }

    boolean isRemoved() {
        return removed;
    }

    /** Whether the content the kernel may have of it is still that of {@code object}. */
    boolean is(BucketObject object) {
        return draft.isPresent() || stored.map(object::hasContentOf).orElse(false);
    }

    Held hold() {
        try {
            lock.lockInterruptibly();
            return lock::unlock;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinuxException("wait", Errno.EIO, "");
        }
    }

    /** The node's lock, until it is closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    Entry entry() {
        return new Entry(id, attributes());
    }

    Attributes attributes() {
        Optional<Draft> writing = draft.filter(Draft::holdsContent);
        long size = writing.map(Draft::size)
                .or(() -> stored.map(BucketObject::size))
                .orElse(0L);
        Instant time = writing.map(Draft::changedAt)
                .or(() -> stored.map(BucketObject::modifiedAt))
                .orElse(since);
        return new Attributes(number, directory, size, time);
    }
}
