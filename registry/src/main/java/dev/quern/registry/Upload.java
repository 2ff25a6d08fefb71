package dev.quern.registry;

import dev.quern.images.oci.Digest;
import dev.quern.store.registry.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One upload. Who appends to it or finishes it holds it: {@link #take}, then {@link #release}. */
public final class Upload {
    private static final int REHASH_BUFFER = 1 << 20;

    private final UUID id;
    private final Repository repository;
    private final Path file;
    private final Finisher finisher;
    private final ReentrantLock lock = new ReentrantLock();
    private MessageDigest sha = Digest.sha256();
    private volatile long size;

    Upload(UUID id, Repository repository, Path file, Finisher finisher) {
        this.id = id;
        this.repository = repository;
        this.file = file;
        this.finisher = finisher;
    }

    /** Makes a blob of the finished file. */
    interface Finisher {
        void finish(Upload upload, String digest, long size) throws IOException;
    }

    /** Bytes as they come. */
    @FunctionalInterface
    public interface Source {
        /** The next ones, valid until the next call; null at the end. */
        @Nullable
        ByteBuffer next() throws IOException;
    }

    public UUID id() {
        return id;
    }

    public Repository repository() {
        return repository;
    }

    /** Bytes received so far. */
    public long size() {
        return size;
    }

    /** Waits for the sole right to change it; false when somebody else keeps it too long. */
    public boolean take(Duration most) throws InterruptedException {
        return lock.tryLock(most.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void release() {
        lock.unlock();
    }

    /** Appends; what came before a failure of the source stays. */
    public void append(Source source) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            // What a write that failed left behind the last whole piece.
            out.truncate(size).position(size);
            for (ByteBuffer next = source.next(); next != null; next = source.next()) {
                ByteBuffer hashed = next.duplicate();
                int length = next.remaining();
                write(out, next);
                sha.update(hashed);
                size += length;
            }
        }
    }

    /**
     * Makes a blob of what was uploaded and ends the upload.
     *
     * @return the digest of what came when it is not the one expected; nothing was done then
     */
    public Optional<String> finish(String digest) throws IOException {
        // Only one kind runs along with the upload; the other, which is rare, is made from the file.
        String actual = BlobDigest.text(digest, BlobDigest.isSha512(digest) ? hash(digest) : copy(sha));
        if (!actual.equals(digest)) {
            return Optional.of(actual);
        }
        finisher.finish(this, digest, size);
        return Optional.empty();
    }

    /** Reads the file again: size and digest are what it holds. */
    void rehash() throws IOException {
        MessageDigest again = Digest.sha256();
        size = read(again);
        sha = again;
    }

    private MessageDigest hash(String like) throws IOException {
        MessageDigest made = BlobDigest.like(like);
        read(made);
        return made;
    }

    private long read(MessageDigest into) throws IOException {
        long read = 0;
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(REHASH_BUFFER);
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                into.update(buffer.flip());
                buffer.clear();
                read += n;
            }
        }
        return read;
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static MessageDigest copy(MessageDigest sha) {
        try {
            return (MessageDigest) sha.clone();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("the JDK's SHA-256 can be copied", e);
        }
    }
}
