package dev.quern.linux;

/** A small file system in memory (tmpfs(5)), whose mount is attached nowhere: gone with its descriptor unless somebody attaches it. */
public final class MemoryMount {
    private MemoryMount() {}

    /**
     * Makes one, nosuid and nodev.
     *
     * @param bytes that its files may have together
     * @param files that it may hold, its root and links included
     * @param uid and gid, of its root
     * @param mode of its root
     */
    public static Fd of(long bytes, int files, int uid, int gid, int mode) {
        return NewMount.tmpfs("quern-sockets", bytes, files, uid, gid, mode);
    }
}
