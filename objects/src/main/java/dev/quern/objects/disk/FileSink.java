package dev.quern.objects.disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes a stream into a file, durably, and works its MD5 out.
 *
 * <p>Three things go on at once: the caller reads and writes, which is copying; another thread hashes what was read
 * before, which takes as long as all the copying; and the disk is made to begin with what was written, so that little
 * is left to sync when the last byte came. Buffers go round: one is read into again when its bytes are hashed.
 *
 * <p>The kernel tells a failed write-back to one sync only, the next: so the file is durable only if all of them were
 * right. Used by one thread.
 */
final class FileSink {
    private static final int BUFFER = 128 << 10;
    private static final int BUFFERS = 3;
    private static final long SYNC_EVERY = 8L << 20;
    /** A sync holds its thread for as long as the disk takes, so they have few and platform threads. */
    private static final int SYNCS_AT_ONCE = 4;

    private static final ExecutorService SYNCS = Executors.newFixedThreadPool(
            SYNCS_AT_ONCE, Thread.ofPlatform().daemon().name("object-sync-", 0).factory());
    private static final ExecutorService HASHES = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("object-hash-", 0).factory());

    private final FileChannel file;
    private final MessageDigest md5;
    private final byte[][] buffers = new byte[BUFFERS][];
    private final Future<?>[] hashed = new Future<?>[BUFFERS];
    private Future<?> lastHash = CompletableFuture.completedFuture(null);
    private Future<?> lastSync = lastHash;
    private long size;
    private long synced;

    /** @param md5 is given what is written, in order; the caller's again when {@link #finish} returned */
    FileSink(FileChannel file, MessageDigest md5) {
        this.file = file;
        this.md5 = md5;
        Arrays.fill(hashed, lastHash);
    }

    void write(byte[] bytes) throws IOException {
        md5.update(bytes);
        put(bytes, bytes.length);
    }

    /** All that the stream has. */
    void write(InputStream in) throws IOException {
        for (int i = 0; ; i = (i + 1) % BUFFERS) {
            await(hashed[i]);
            byte[] buffer = buffers[i] == null ? new byte[BUFFER] : buffers[i];
            buffers[i] = buffer;
            int read = in.readNBytes(buffer, 0, BUFFER);
            if (read < BUFFER) {
                // Not worth a thread: what is left of a long stream, or all of a short one.
                await(lastHash);
                md5.update(buffer, 0, read);
                put(buffer, read);
                return;
            }
            Future<?> before = lastHash;
            lastHash = HASHES.submit(() -> {
                before.get();
                md5.update(buffer);
                return null;
            });
            hashed[i] = lastHash;
            put(buffer, read);
            beginSync();
        }
    }

    /** Returns how much was written when all of it is on the disk, though not yet the file's name. */
    long finish() throws IOException {
        await(lastSync);
        file.force(true);
        return size;
    }

    private void put(byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
        size += length;
    }

    private void beginSync() throws IOException {
        if (size - synced >= SYNC_EVERY && lastSync.isDone()) {
            await(lastSync);
            synced = size;
            lastSync = SYNCS.submit(() -> {
                file.force(false);
                return null;
            });
        }
    }

    private static void await(Future<?> work) throws IOException {
        try {
            work.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while an object was written");
        }
    }
}
