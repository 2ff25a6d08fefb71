package dev.quern.linux;

import java.nio.file.Path;

/**
 * A descriptor that stands for a place in a file system (open(2), O_PATH): whoever could change the way to it
 * cannot make it stand for another. Used by one thread.
 */
public final class PlaceFd implements AutoCloseable {
    private int fd;

    PlaceFd(int fd) {
        this.fd = fd;
    }

    public FileStatus status() {
        return PathCalls.status(fd, "");
    }

    /** A path that leads there while this is open, for calls that know only paths. */
    public Path path() {
        return Path.of("/proc/self/fd/" + fd);
    }

    @Override
    public void close() {
        int open = fd;
        fd = -1;
        if (open >= 0) {
            FileCalls.close(open);
        }
    }
}
