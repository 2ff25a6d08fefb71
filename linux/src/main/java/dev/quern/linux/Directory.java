package dev.quern.linux;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An open directory, and file operations relative to it that a hostile tree cannot lead elsewhere.
 *
 * <p>A <em>path</em> has several components and is resolved by {@code openat2(2)} beneath this
 * directory, through no symbolic link ({@link #openInRoot} excepted); a <em>name</em> is one component,
 * and no operation on a name follows a link.
 *
 * <p>Names, paths and link targets are strings whose characters are bytes (1 to 255, decoded as
 * ISO-8859-1): a name need not be text, and the JVM's file name encoding depends on the locale.
 *
 * <p>Not safe for use by several threads while one of them closes it.
 */
public final class Directory implements AutoCloseable {
    private static final long BENEATH =
            PathCalls.RESOLVE_BENEATH | PathCalls.RESOLVE_NO_SYMLINKS | PathCalls.RESOLVE_NO_MAGICLINKS;

    private int fd;

    private Directory(int fd) {
        this.fd = fd;
    }

    /** A directory of the host by its trusted path, links followed. */
    public static Directory open(Path path) {
        byte[] name = path.toString().getBytes(StandardCharsets.UTF_8);
        return new Directory(PathCalls.open(
                PathCalls.AT_FDCWD, new String(name, StandardCharsets.ISO_8859_1), PathCalls.O_DIRECTORY, 0, 0));
    }

    /** The root of a mount, which need not be attached. */
    public static Directory open(Fd mount) {
        int number = mount.acquire();
        try {
            return new Directory(PathCalls.open(number, ".", PathCalls.O_DIRECTORY, 0, 0));
        } finally {
            mount.release();
        }
    }

    /**
     * Whatever is at {@code path}, as a descriptor that stands for it and cannot read or write it; links are followed
     * as long as they stay beneath this directory.
     *
     * @throws LinuxException EXDEV for a link that leaves it, an absolute one included; ENOENT, ELOOP
     */
    public PlaceFd place(String path) {
        return new PlaceFd(
                open(path, PathCalls.O_PATH, 0, PathCalls.RESOLVE_BENEATH | PathCalls.RESOLVE_NO_MAGICLINKS));
    }

    /**
     * The directory at {@code path} beneath this one; {@code ""} is this one again.
     *
     * @throws LinuxException ELOOP if a component is a symbolic link, EXDEV if the path leaves this
     *     directory, ENOENT, ENOTDIR
     */
    public Directory directory(String path) {
        return new Directory(open(path.isEmpty() ? "." : path, PathCalls.O_DIRECTORY, 0, BENEATH));
    }

    /** The file at {@code path} for reading; a fifo or device does not block and is told by its status. */
    public OpenFile file(String path) {
        return new OpenFile(open(path, PathCalls.O_NONBLOCK | PathCalls.O_NOFOLLOW, 0, BENEATH));
    }

    /** As {@link #file}, with links followed as a process whose root this is would follow them. */
    public OpenFile openInRoot(String path) {
        return new OpenFile(
                open(path, PathCalls.O_NONBLOCK, 0, PathCalls.RESOLVE_IN_ROOT | PathCalls.RESOLVE_NO_MAGICLINKS));
    }

    /** A new file for writing and reading, mode 0600. */
    public OpenFile create(String name) {
        return new OpenFile(open(
                name, PathCalls.O_RDWR | PathCalls.O_CREAT | PathCalls.O_EXCL | PathCalls.O_NOFOLLOW, 0600, BENEATH));
    }

    private int open(String path, int flags, int mode, long resolve) {
        return PathCalls.open(fd, path, flags, mode, resolve);
    }

    public FileStatus status() {
        return PathCalls.status(fd, "");
    }

    /** What {@code name} is, empty if it is nothing. */
    public Optional<FileStatus> status(String name) {
        try {
            return Optional.of(PathCalls.status(fd, name));
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The names in it, unordered, without {@code .} and {@code ..}. */
    public List<String> list() {
        try (Directory again = directory("")) {
            return PathCalls.entries(again.fd);
        }
    }

    public void makeDirectory(String name, int mode) {
        PathCalls.makeDirectory(fd, name, mode);
    }

    public void makeFifo(String name, int mode) {
        PathCalls.makeFifo(fd, name, mode);
    }

    public void symlink(String target, String name) {
        PathCalls.symlink(target, fd, name);
    }

    public String readLink(String name) {
        return PathCalls.readLink(fd, name);
    }

    /** Gives the file {@code name} here the further name {@code toName} in {@code to}. */
    public void link(String name, Directory to, String toName) {
        PathCalls.link(fd, name, to.fd, toName);
    }

    /** Moves {@code name} to {@code toName} in {@code to}, replacing a file there. */
    public void rename(String name, Directory to, String toName) {
        PathCalls.rename(fd, name, to.fd, toName);
    }

    public void unlink(String name) {
        PathCalls.unlink(fd, name, 0);
    }

    /** Removes an empty directory. */
    public void removeDirectory(String name) {
        PathCalls.unlink(fd, name, PathCalls.AT_REMOVEDIR);
    }

    /** Removes whatever {@code name} is, with everything in it; nothing happens if it is nothing. */
    public void removeTree(String name) {
        Optional<FileStatus> status = status(name);
        if (status.isEmpty()) {
            return;
        }
        if (!status.get().isDirectory()) {
            unlink(name);
            return;
        }
        try (Directory inner = directory(name)) {
            for (String child : inner.list()) {
                inner.removeTree(child);
            }
        }
        removeDirectory(name);
    }

    public void chown(String name, int uid, int gid) {
        PathCalls.chown(fd, name, uid, gid, PathCalls.AT_SYMLINK_NOFOLLOW);
    }

    public void chown(int uid, int gid) {
        PathCalls.chown(fd, "", uid, gid, PathCalls.AT_EMPTY_PATH);
    }

    /** The mode of a file that is no symbolic link: those have none. */
    public void chmod(String name, int mode) {
        PathCalls.chmod(fd, name, mode, PathCalls.AT_SYMLINK_NOFOLLOW);
    }

    public void chmod(int mode) {
        PathCalls.chmod(fd, mode);
    }

    /** The modification time of {@code name}; the access time becomes the same. */
    public void times(String name, long seconds, int nanos) {
        PathCalls.times(fd, name, seconds, nanos);
    }

    public void times(long seconds, int nanos) {
        PathCalls.times(fd, seconds, nanos);
    }

    public void setAttribute(String name, byte[] value) {
        PathCalls.setAttribute(fd, name, value);
    }

    public void removeAttribute(String name) {
        PathCalls.removeAttribute(fd, name);
    }

    public byte[] attribute(String name) {
        return PathCalls.attribute(fd, name);
    }

    public List<String> attributes() {
        return PathCalls.attributes(fd);
    }

    /** Brings the directory's own entries to the disk. */
    public void sync() {
        PathCalls.sync(fd);
    }

    /** Brings everything written to this file system to the disk. */
    public void syncFileSystem() {
        PathCalls.syncFileSystem(fd);
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
