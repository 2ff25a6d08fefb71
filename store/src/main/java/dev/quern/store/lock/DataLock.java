package dev.quern.store.lock;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One owner for a directory, by a kernel lock on the file {@code lock} in it: the lock goes with the
 * process, however it ends, so a left file means nothing. The file is never deleted, since two owners
 * could then lock two files of the same name.
 *
 * <p>POSIX drops all of a process's locks on a file when it closes any descriptor of it (fcntl(2)), so
 * a directory this process holds already is refused before the file is opened again.
 */
public final class DataLock implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DataLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Makes the directory (for its owner only) if needed, and takes the lock without waiting.
     *
     * @throws QuernException conflict when someone holds it
     */
    public static DataLock acquire(Path directory) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path real = directory.toRealPath();
            if (!HELD_HERE.add(real)) {
                throw refused(directory, "");
            }
            return lock(real);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DataLock lock(Path real) throws IOException {
        FileChannel channel = null;
        boolean locked = false;
        try {
            channel = FileChannel.open(
                    real.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            locked = channel.tryLock() != null;
            if (!locked) {
                throw refused(real, holder(channel));
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataLock(real, channel);
        } finally {
            if (!locked) {
                HELD_HERE.remove(real);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    private static QuernException refused(Path directory, String holder) {
        return new QuernException(
                ErrorCode.CONFLICT,
                "The data directory " + directory + " is in use by another Quern" + holder,
                "Stop the other one first, or choose another directory with --data.");
    }

    @Override
    public synchronized void close() {
        try {
            if (channel.isOpen()) {
                channel.close();
                HELD_HERE.remove(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        String pid = new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
        return pid.isEmpty() ? "" : " (process " + pid + ")";
    }
}
