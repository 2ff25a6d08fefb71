package dev.quern.sandbox.cgroup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The few file operations on cgroup trees, so that tests can stand in for a kernel with other trees. */
interface GroupFs {
    /** An open {@code memory.peak}: a reset counts for readers of this descriptor alone (cgroup-v2.rst). */
    interface Peak extends Closeable {
        long bytes() throws IOException;

        /** Fails before Linux 6.12, where the file is read-only. */
        void reset() throws IOException;
    }

    /** Makes one directory; an existing one is fine. */
    void makeDirectory(Path directory) throws IOException;

    /** rmdir; {@link java.nio.file.NoSuchFileException} if there is none. */
    void removeDirectory(Path directory) throws IOException;

    /** The whole file, which is small. */
    String read(Path file) throws IOException;

    /** One write(2) into an existing file: the kernel takes each as one command. */
    void write(Path file, String text) throws IOException;

    boolean exists(Path path);

    /** Child directories; none if the directory is not there. */
    List<Path> children(Path directory) throws IOException;

    /** The file that holds a v2 group's highest memory use. */
    Peak openPeak(Path file) throws IOException;

    /** SIGKILL to one process. */
    void kill(long pid);

    /** Whether systemd handed this v2 directory to its unit ({@code Delegate=yes}). */
    boolean delegated(Path directory);
}
