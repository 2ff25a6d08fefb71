package dev.quern.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A mount of a directory that is attached nowhere (open_tree(2)), with its owners mapped into a user
 * namespace's ids (mount_setattr(2)). It is gone with its descriptor unless somebody attaches it.
 * Needs Linux 5.12 and a file system that knows mapped mounts.
 */
public final class DetachedMount {
    private static final long SYS_OPEN_TREE = 428;
    private static final long SYS_MOUNT_SETATTR = 442;
    private static final long SYS_OPENAT2 = 437;
    private static final long AT_FDCWD = -100;
    private static final long AT_EMPTY_PATH = 0x1000;
    private static final long OPEN_TREE_CLONE = 1;
    private static final long O_PATH_DIRECTORY_CLOEXEC = 0x200000 | 0x10000 | FileCalls.O_CLOEXEC;
    private static final long RESOLVE_NO_MAGICLINKS = 0x02;
    private static final long RESOLVE_NO_SYMLINKS = 0x04;
    private static final long RDONLY = 0x1;
    private static final long NOSUID = 0x2;
    private static final long NODEV = 0x4;
    private static final long IDMAP = 0x00100000;

    private static final MethodHandle SYSCALL = Downcall.syscall();

    private DetachedMount() {}

    /**
     * Mounts {@code directory}, nosuid and nodev. Its path may hold no symbolic link anywhere: a link could
     * have been put there by somebody who may write a part of the path.
     *
     * @param userns a user namespace whose id map says how owners are shifted
     * @throws LinuxException ELOOP for a symbolic link, ENOTDIR, ENOENT, EINVAL from mount_setattr where
     *     the file system cannot map owners
     */
    public static Fd of(Path directory, boolean readOnly, Fd userns) {
        int ns = userns.acquire();
        try (Arena arena = Arena.ofConfined();
                Fd at = open(arena, directory)) {
            Fd mount = new Fd((int) call(
                    arena,
                    "open_tree",
                    directory.toString(),
                    SYS_OPEN_TREE,
                    at.number(),
                    arena.allocateFrom("").address(),
                    OPEN_TREE_CLONE | FileCalls.O_CLOEXEC | AT_EMPTY_PATH,
                    0));
            MemorySegment attributes = arena.allocate(32, 8);
            attributes.set(JAVA_LONG, 0, IDMAP | NOSUID | NODEV | (readOnly ? RDONLY : 0));
            attributes.set(JAVA_LONG, 24, ns);
            try {
                call(
                        arena,
                        "mount_setattr",
                        directory.toString(),
                        SYS_MOUNT_SETATTR,
                        mount.number(),
                        arena.allocateFrom("").address(),
                        AT_EMPTY_PATH,
                        attributes.address(),
                        32);
            } catch (LinuxException e) {
                mount.close();
                throw e;
            }
            return mount;
        } finally {
            userns.release();
        }
    }

    private static Fd open(Arena arena, Path directory) {
        MemorySegment how = arena.allocate(24, 8);
        how.set(JAVA_LONG, 0, O_PATH_DIRECTORY_CLOEXEC);
        how.set(JAVA_LONG, 16, RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS);
        String path = directory.toAbsolutePath().toString();
        return new Fd((int) call(
                arena,
                "openat2",
                path,
                SYS_OPENAT2,
                AT_FDCWD,
                arena.allocateFrom(path).address(),
                how.address(),
                24));
    }

    private static long call(Arena arena, String name, String detail, long number, long... arguments) {
        MemorySegment state = Downcall.state(arena);
        long[] a = java.util.Arrays.copyOf(arguments, 5);
        try {
            long r = (long) SYSCALL.invokeExact(state, number, a[0], a[1], a[2], a[3], a[4], 0L);
            return Downcall.check(name, r, state, detail);
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }
}
