package dev.quern.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Makes a new file system with a mount that is attached nowhere (fsopen(2), fsconfig(2), fsmount(2), Linux 5.2). */
final class NewMount {
    private static final long SYS_FSOPEN = 430;
    private static final long SYS_FSCONFIG = 431;
    private static final long SYS_FSMOUNT = 432;
    // linux/mount.h
    private static final long FSOPEN_CLOEXEC = 1;
    private static final long FSMOUNT_CLOEXEC = 1;
    private static final long SET_FLAG = 0;
    private static final long SET_STRING = 1;
    private static final long CREATE = 6;
    private static final long MOUNT_RDONLY = 0x1;
    private static final long MOUNT_NOSUID = 0x2;
    private static final long MOUNT_NODEV = 0x4;
    private static final long MOUNT_NOEXEC = 0x8;

    private static final MethodHandle SYSCALL = Downcall.syscall();

    private NewMount() {}

    static Fd fuse(int device, String source, boolean readOnly) {
        try (Arena arena = Arena.ofConfined();
                Fd context = new Fd((int) call(arena, "fsopen", SYS_FSOPEN, text(arena, "fuse"), FSOPEN_CLOEXEC))) {
            set(arena, context, "source", source);
            // As text, which kernels from before and after 6.5 both take.
            set(arena, context, "fd", Integer.toString(device));
            set(arena, context, "rootmode", "40000");
            set(arena, context, "user_id", "0");
            set(arena, context, "group_id", "0");
            call(arena, "fsconfig", SYS_FSCONFIG, context.number(), SET_FLAG, text(arena, "allow_other"));
            call(arena, "fsconfig", SYS_FSCONFIG, context.number(), CREATE);
            long attributes = MOUNT_NOSUID | MOUNT_NODEV | (readOnly ? MOUNT_RDONLY : 0);
            return new Fd((int) call(arena, "fsmount", SYS_FSMOUNT, context.number(), FSMOUNT_CLOEXEC, attributes));
        }
    }

    /** A tmpfs that is written to through {@link Directory#open} before, and after, somebody attaches it. */
    static Fd tmpfs(String source, long bytes, int files, int uid, int gid, int mode) {
        try (Arena arena = Arena.ofConfined();
                Fd context = new Fd((int) call(arena, "fsopen", SYS_FSOPEN, text(arena, "tmpfs"), FSOPEN_CLOEXEC))) {
            set(arena, context, "source", source);
            set(arena, context, "size", Long.toString(bytes));
            set(arena, context, "nr_inodes", Integer.toString(files));
            set(arena, context, "uid", Integer.toString(uid));
            set(arena, context, "gid", Integer.toString(gid));
            set(arena, context, "mode", Integer.toOctalString(mode));
            try {
                call(arena, "fsconfig", SYS_FSCONFIG, context.number(), SET_FLAG, text(arena, "noswap"));
            } catch (LinuxException e) {
                // Linux before 6.4 swaps it like all other memory.
                if (!e.is(Errno.EINVAL)) {
                    throw e;
                }
            }
            call(arena, "fsconfig", SYS_FSCONFIG, context.number(), CREATE);
            long attributes = MOUNT_NOSUID | MOUNT_NODEV | MOUNT_NOEXEC;
            return new Fd((int) call(arena, "fsmount", SYS_FSMOUNT, context.number(), FSMOUNT_CLOEXEC, attributes));
        }
    }

    private static void set(Arena arena, Fd context, String key, String value) {
        call(arena, "fsconfig", SYS_FSCONFIG, context.number(), SET_STRING, text(arena, key), text(arena, value));
    }

    private static long text(Arena arena, String text) {
        return arena.allocateFrom(text).address();
    }

    private static long call(Arena arena, String name, long number, long... arguments) {
        MemorySegment state = Downcall.state(arena);
        long[] a = java.util.Arrays.copyOf(arguments, 5);
        try {
            long r = (long) SYSCALL.invokeExact(state, number, a[0], a[1], a[2], a[3], a[4], 0L);
            return Downcall.check(name, r, state, "a new mount");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }
}
