package dev.quern.linux;

/**
 * A few small files in memory, seen by one sandbox and written from outside it. They are gone when both this is closed
 * and nobody has the mount any more, however its process ends.
 */
public final class MemoryFiles implements AutoCloseable {
    private final Fd mount;
    /** Guarded by this. */
    private final Directory root;

    private boolean closed;

    private MemoryFiles(Fd mount, Directory root) {
        this.mount = mount;
        this.root = root;
    }

    /**
     * Makes an empty file system.
     *
     * @param source what mountinfo says it is of
     * @param bytes that fit into all files
     */
    public static MemoryFiles create(String source, long bytes, int files) {
        // Every file has a page it may fill by a byte only, and a second name while it is replaced.
        Fd mount = NewMount.tmpfs(source, bytes + 4096L * files, 2 * files + 1, 0, 0, 0711);
        try {
            return new MemoryFiles(mount, Directory.open(mount));
        } catch (RuntimeException e) {
            mount.close();
            throw e;
        }
    }

    /** The mount, attached nowhere yet: nosuid, nodev, noexec. Whoever attached it closes it. */
    public Fd mount() {
        return mount;
    }

    /** Makes the file, or replaces it; only its owner can read it, and nobody but this writes it. */
    public synchronized void put(String name, byte[] content, int uid, int gid) {
        if (closed) {
            throw new LinuxException("write", Errno.EBADF, name);
        }
        root.removeTree(name);
        try (OpenFile file = root.create(name)) {
            file.write(content, 0, content.length);
            file.chmod(0400);
            file.chown(uid, gid);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            root.close();
            mount.close();
        }
    }
}
