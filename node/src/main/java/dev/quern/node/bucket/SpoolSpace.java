package dev.quern.node.bucket;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/** Disk space for files that are being written, together at most so many bytes on this node. */
final class SpoolSpace {
    private final Path directory;
    private final long most;
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong names = new AtomicLong();

    SpoolSpace(Path directory, long most) {
        this.directory = directory;
        this.most = most;
    }

    /** An empty file that has no name any more, so that it is gone with whoever has it open. */
    Spool create() throws IOException {
        Files.createDirectories(directory);
        Path path = directory.resolve("w" + names.incrementAndGet());
        FileChannel channel = FileChannel.open(
                path,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Files.delete(path);
        return new Spool(this, channel);
    }

    /** @throws LinuxException ENOSPC */
    void reserve(long bytes) {
        long now = used.addAndGet(bytes);
        if (now > most || now < 0) {
            used.addAndGet(-bytes);
            throw new LinuxException("spool", Errno.ENOSPC, "");
        }
    }

    void free(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
