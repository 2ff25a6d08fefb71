package dev.quern.linux;

/**
 * What {@code statx(2)} says of a file, links not followed.
 *
 * @param mode type and permission bits, as {@code st_mode}
 * @param links how many names the file has
 * @param modifiedNanos the nanoseconds within {@code modifiedSeconds}
 * @param device major and minor of the file's own device number, {@code major << 20 | minor}
 */
public record FileStatus(
        int mode,
        int uid,
        int gid,
        long inode,
        long links,
        long size,
        long modifiedSeconds,
        int modifiedNanos,
        long device) {
    private static final int TYPE = 0170000;

    public boolean isDirectory() {
        return (mode & TYPE) == 0040000;
    }

    public boolean isRegular() {
        return (mode & TYPE) == 0100000;
    }

    public boolean isSymlink() {
        return (mode & TYPE) == 0120000;
    }

    public boolean isFifo() {
        return (mode & TYPE) == 0010000;
    }

    public boolean isSocket() {
        return (mode & TYPE) == 0140000;
    }

    /** The permission bits with setuid, setgid and sticky. */
    public int permissions() {
        return mode & 07777;
    }
}
