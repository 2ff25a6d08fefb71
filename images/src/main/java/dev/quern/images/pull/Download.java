package dev.quern.images.pull;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One blob on its way into a file, which is read while it grows. A connection that breaks is continued where it
 * broke; whether the bytes are the right ones is for the reader to find out, by their digest.
 */
final class Download {
    private static final int BUFFER = 128 << 10;

    private final Connection connection;
    private final String digest;
    private final long size;
    private final Path file;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Both guarded by the lock. */
    private long received;

    private @Nullable RuntimeException failure;

    Download(Connection connection, String digest, long size, Path file) {
        this.connection = connection;
        this.digest = digest;
        this.size = size;
        this.file = file;
    }

    long size() {
        return size;
    }

    long received() {
        lock.lock();
        try {
            return received;
        } finally {
            lock.unlock();
        }
    }

    boolean isDone() {
        return received() == size;
    }

    /** Fetches all of it. */
    void run() {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Retries retries = new Retries(connection.deadline());
            while (received() < size) {
                try {
                    fetch(out, retries);
                } catch (IOException e) {
                    connection.deadline().check();
                    if (!retries.pause(e)) {
                        throw connection.failed(e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(new QuernException(ErrorCode.UNAVAILABLE, "The pull was ended", "Try again.", e));
        } catch (IOException e) {
            fail(connection.failed(e));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void fetch(FileChannel out, Retries retries) throws IOException, InterruptedException {
        long from = received();
        HttpResponse<InputStream> response = connection.blob(digest, from);
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = response.body()) {
            if (response.statusCode() == 200) {
                // Ranges are not every registry's.
                in.skipNBytes(from);
            }
            long position = from;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (n > size - position) {
                    throw new QuernException(
                            ErrorCode.INVALID_IMAGE,
                            "A layer of the image is longer than its manifest says",
                            "Push the image again.");
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
                while (bytes.hasRemaining()) {
                    position += out.write(bytes, position);
                }
                retries.progressed();
                advance(position);
            }
        }
        if (received() < size) {
            throw new IOException("a layer ended early");
        }
    }

    private void advance(long position) {
        lock.lock();
        try {
            received = position;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(RuntimeException cause) {
        lock.lock();
        try {
            failure = cause;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is more than {@code position}, or a moment; returns what there is. */
    long await(long position, Duration most) throws InterruptedException {
        lock.lock();
        try {
            if (received <= position && failure == null && received < size) {
                changed.await(most.toMillis(), TimeUnit.MILLISECONDS);
            }
            if (received <= position && failure != null) {
                throw failure;
            }
            return received;
        } finally {
            lock.unlock();
        }
    }

    Path file() {
        return file;
    }
}
