package dev.quern.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The file calls behind {@link Directory} and {@link OpenFile}, one method each. */
final class PathCalls {
    static final boolean ARM = System.getProperty("os.arch").equals("aarch64");

    static final int O_WRONLY = 01;
    static final int O_RDWR = 02;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    // asm-generic/fcntl.h against asm/fcntl.h of arm64
    static final int O_DIRECTORY = ARM ? 040000 : 0200000;
    static final int O_PATH = 010000000;
    static final int O_NOFOLLOW = ARM ? 0100000 : 0400000;
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;

    // linux/openat2.h
    static final long RESOLVE_NO_MAGICLINKS = 0x02;
    static final long RESOLVE_NO_SYMLINKS = 0x04;
    static final long RESOLVE_BENEATH = 0x08;
    static final long RESOLVE_IN_ROOT = 0x10;

    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int STATX_BYTES = 256;
    private static final long SYS_OPENAT2 = 437;
    private static final long SYS_GETDENTS64 = ARM ? 61 : 217;
    private static final int DIRENTS_BYTES = 64 << 10;
    /** The most one read or write moves: what is allocated off the heap for it. */
    private static final int PART_BYTES = 128 << 10;

    private static final MemoryLayout INT = ValueLayout.JAVA_INT;
    private static final MemoryLayout LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout PTR = ValueLayout.ADDRESS;

    /** fcntl.h: only begin, do not wait. */
    private static final int SYNC_FILE_RANGE_WRITE = 2;

    private static final MethodHandle SYSCALL = Downcall.syscall();
    private static final MethodHandle STATX = returningInt("statx", INT, PTR, INT, INT, PTR);
    private static final MethodHandle MKDIRAT = returningInt("mkdirat", INT, PTR, INT);
    private static final MethodHandle MKFIFOAT = returningInt("mkfifoat", INT, PTR, INT);
    private static final MethodHandle SYMLINKAT = returningInt("symlinkat", PTR, INT, PTR);
    private static final MethodHandle LINKAT = returningInt("linkat", INT, PTR, INT, PTR, INT);
    private static final MethodHandle UNLINKAT = returningInt("unlinkat", INT, PTR, INT);
    private static final MethodHandle RENAMEAT = returningInt("renameat", INT, PTR, INT, PTR);
    private static final MethodHandle FCHOWNAT = returningInt("fchownat", INT, PTR, INT, INT, INT);
    private static final MethodHandle FCHMODAT = returningInt("fchmodat", INT, PTR, INT, INT);
    private static final MethodHandle FCHMOD = returningInt("fchmod", INT, INT);
    private static final MethodHandle UTIMENSAT = returningInt("utimensat", INT, PTR, PTR, INT);
    private static final MethodHandle FUTIMENS = returningInt("futimens", INT, PTR);
    private static final MethodHandle FTRUNCATE = returningInt("ftruncate", INT, LONG);
    private static final MethodHandle FSYNC = returningInt("fsync", INT);
    private static final MethodHandle SYNC_FILE_RANGE = returningInt("sync_file_range", INT, LONG, LONG, INT);
    private static final MethodHandle SYNCFS = returningInt("syncfs", INT);
    private static final MethodHandle READLINKAT = returningLong("readlinkat", INT, PTR, PTR, LONG);
    private static final MethodHandle PREAD = returningLong("pread", INT, PTR, LONG, LONG);
    private static final MethodHandle PWRITE = returningLong("pwrite", INT, PTR, LONG, LONG);
    private static final MethodHandle FSETXATTR = returningInt("fsetxattr", INT, PTR, PTR, LONG, INT);
    private static final MethodHandle FGETXATTR = returningLong("fgetxattr", INT, PTR, PTR, LONG);
    private static final MethodHandle FREMOVEXATTR = returningInt("fremovexattr", INT, PTR);
    private static final MethodHandle FLISTXATTR = returningLong("flistxattr", INT, PTR, LONG);

    private PathCalls() {}

    private static MethodHandle returningInt(String symbol, MemoryLayout... arguments) {
        return Downcall.of(symbol, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }

    private static MethodHandle returningLong(String symbol, MemoryLayout... arguments) {
        return Downcall.of(symbol, FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments));
    }

    /** A C string of a name whose characters are bytes, see {@link Directory}. */
    static MemorySegment bytes(Arena arena, String name) {
        byte[] latin = name.getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < latin.length; i++) {
            if ((latin[i] & 0xff) != name.charAt(i) || latin[i] == 0) {
                throw new IllegalArgumentException("not a name made of bytes 1 to 255");
            }
        }
        MemorySegment segment = arena.allocate(latin.length + 1L);
        MemorySegment.copy(latin, 0, segment, ValueLayout.JAVA_BYTE, 0, latin.length);
        return segment;
    }

    /** {@code openat2(2)}; the mode counts only with O_CREAT. */
    static int open(int directory, String path, int flags, int mode, long resolve) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment how = arena.allocate(24, 8);
            how.set(ValueLayout.JAVA_LONG, 0, flags | O_CLOEXEC);
            how.set(ValueLayout.JAVA_LONG, 8, mode);
            how.set(ValueLayout.JAVA_LONG, 16, resolve);
            MemorySegment state = Downcall.state(arena);
            MemorySegment name = bytes(arena, path);
            long fd = (long) SYSCALL.invokeExact(
                    state, SYS_OPENAT2, (long) directory, name.address(), how.address(), 24L, 0L, 0L);
            return (int) Downcall.check("openat2", fd, state, path);
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    static FileStatus status(int directory, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment s = arena.allocate(STATX_BYTES, 8);
            MemorySegment state = Downcall.state(arena);
            int flags = AT_SYMLINK_NOFOLLOW | (name.isEmpty() ? AT_EMPTY_PATH : 0);
            int result = (int) STATX.invokeExact(state, directory, bytes(arena, name), flags, STATX_BASIC_STATS, s);
            Downcall.check("statx", result, state, name);
            // struct statx of linux/stat.h, the same on every architecture
            return new FileStatus(
                    Short.toUnsignedInt(s.get(ValueLayout.JAVA_SHORT, 28)),
                    s.get(ValueLayout.JAVA_INT, 20),
                    s.get(ValueLayout.JAVA_INT, 24),
                    s.get(ValueLayout.JAVA_LONG, 32),
                    Integer.toUnsignedLong(s.get(ValueLayout.JAVA_INT, 16)),
                    s.get(ValueLayout.JAVA_LONG, 40),
                    s.get(ValueLayout.JAVA_LONG, 112),
                    s.get(ValueLayout.JAVA_INT, 120),
                    Integer.toUnsignedLong(s.get(ValueLayout.JAVA_INT, 128)) << 20
                            | Integer.toUnsignedLong(s.get(ValueLayout.JAVA_INT, 132)));
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** The names in a directory without {@code .} and {@code ..}, from the descriptor's position on. */
    static List<String> entries(int directory) {
        List<String> names = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(DIRENTS_BYTES, 8);
            MemorySegment state = Downcall.state(arena);
            while (true) {
                long n = (long) SYSCALL.invokeExact(
                        state, SYS_GETDENTS64, (long) directory, buffer.address(), (long) DIRENTS_BYTES, 0L, 0L, 0L);
                if (Downcall.check("getdents64", n, state, "") == 0) {
                    return names;
                }
                // struct linux_dirent64: u64 ino, s64 off, u16 reclen, u8 type, char name[]
                for (long at = 0; at < n; at += Short.toUnsignedInt(buffer.get(ValueLayout.JAVA_SHORT, at + 16))) {
                    String name = buffer.getString(at + 19, StandardCharsets.ISO_8859_1);
                    if (!name.equals(".") && !name.equals("..")) {
                        names.add(name);
                    }
                }
            }
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    static void makeDirectory(int directory, String name, int mode) {
        named("mkdirat", name, (s, n) -> (int) MKDIRAT.invokeExact(s, directory, n, mode));
    }

    static void makeFifo(int directory, String name, int mode) {
        named("mkfifoat", name, (s, n) -> (int) MKFIFOAT.invokeExact(s, directory, n, mode));
    }

    static void unlink(int directory, String name, int flags) {
        named("unlinkat", name, (s, n) -> (int) UNLINKAT.invokeExact(s, directory, n, flags));
    }

    static void chown(int directory, String name, int uid, int gid, int flags) {
        named("fchownat", name, (s, n) -> (int) FCHOWNAT.invokeExact(s, directory, n, uid, gid, flags));
    }

    static void chmod(int directory, String name, int mode, int flags) {
        named("fchmodat", name, (s, n) -> (int) FCHMODAT.invokeExact(s, directory, n, mode, flags));
    }

    static void symlink(String target, int directory, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = bytes(arena, target);
            named("symlinkat", name, (s, n) -> (int) SYMLINKAT.invokeExact(s, text, directory, n));
        }
    }

    static void link(int from, String fromName, int to, String toName) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = bytes(arena, fromName);
            named("linkat", toName, (s, n) -> (int) LINKAT.invokeExact(s, from, source, to, n, 0));
        }
    }

    static void rename(int from, String fromName, int to, String toName) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = bytes(arena, fromName);
            named("renameat", toName, (s, n) -> (int) RENAMEAT.invokeExact(s, from, source, to, n));
        }
    }

    /** Sets the modification time; the access time becomes the same, so that nothing depends on the clock. */
    static void times(int directory, String name, long seconds, int nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = timespecs(arena, seconds, nanos);
            named("utimensat", name, (s, n) -> (int) UTIMENSAT.invokeExact(s, directory, n, both, AT_SYMLINK_NOFOLLOW));
        }
    }

    static void times(int fd, long seconds, int nanos) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment both = timespecs(arena, seconds, nanos);
            plain("futimens", s -> (int) FUTIMENS.invokeExact(s, fd, both));
        }
    }

    private static MemorySegment timespecs(Arena arena, long seconds, int nanos) {
        return arena.allocateFrom(ValueLayout.JAVA_LONG, seconds, nanos, seconds, nanos);
    }

    static String readLink(int directory, String name) {
        try (Arena arena = Arena.ofConfined()) {
            // PATH_MAX bounds every target
            MemorySegment target = arena.allocate(4096);
            long n = named("readlinkat", name, (s, p) -> (long) READLINKAT.invokeExact(s, directory, p, target, 4096L));
            return new String(target.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
        }
    }

    static void chmod(int fd, int mode) {
        plain("fchmod", s -> (int) FCHMOD.invokeExact(s, fd, mode));
    }

    static void truncate(int fd, long size) {
        plain("ftruncate", s -> (int) FTRUNCATE.invokeExact(s, fd, size));
    }

    static void startWriteback(int fd) {
        plain("sync_file_range", s -> (int) SYNC_FILE_RANGE.invokeExact(s, fd, 0L, 0L, SYNC_FILE_RANGE_WRITE));
    }

    static void sync(int fd) {
        plain("fsync", s -> (int) FSYNC.invokeExact(s, fd));
    }

    static void syncFileSystem(int fd) {
        plain("syncfs", s -> (int) SYNCFS.invokeExact(s, fd));
    }

    static int read(int fd, byte[] bytes, int offset, int length, long position) {
        try (Arena arena = Arena.ofConfined()) {
            long part = Math.min(length, PART_BYTES);
            MemorySegment buffer = arena.allocate(part);
            int n = (int) plain("pread", s -> (long) PREAD.invokeExact(s, fd, buffer, part, position));
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, offset, n);
            return n;
        }
    }

    static int write(int fd, byte[] bytes, int offset, int length, long position) {
        try (Arena arena = Arena.ofConfined()) {
            int part = Math.min(length, PART_BYTES);
            MemorySegment buffer = arena.allocate(part);
            MemorySegment.copy(bytes, offset, buffer, ValueLayout.JAVA_BYTE, 0, part);
            return (int) plain("pwrite", s -> (long) PWRITE.invokeExact(s, fd, buffer, (long) part, position));
        }
    }

    static void setAttribute(int fd, String name, byte[] value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocateFrom(ValueLayout.JAVA_BYTE, value);
            named("fsetxattr", name, (s, n) -> (int) FSETXATTR.invokeExact(s, fd, n, content, (long) value.length, 0));
        }
    }

    static void removeAttribute(int fd, String name) {
        named("fremovexattr", name, (s, n) -> (int) FREMOVEXATTR.invokeExact(s, fd, n));
    }

    /** One attribute of at most 64 KiB, which is the kernel's own bound. */
    static byte[] attribute(int fd, String name) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocate(64 << 10);
            long n = named(
                    "fgetxattr", name, (s, p) -> (long) FGETXATTR.invokeExact(s, fd, p, content, (long) (64 << 10)));
            return content.asSlice(0, n).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    static List<String> attributes(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment names = arena.allocate(64 << 10);
            long n = plain("flistxattr", s -> (long) FLISTXATTR.invokeExact(s, fd, names, (long) (64 << 10)));
            List<String> found = new ArrayList<>();
            for (long at = 0; at < n; ) {
                String name = names.getString(at, StandardCharsets.ISO_8859_1);
                found.add(name);
                at += name.length() + 1;
            }
            return found;
        }
    }

    /** A call with the errno segment and the name as a C string. */
    private interface NamedCall {
        long call(MemorySegment state, MemorySegment name) throws Throwable;
    }

    private interface PlainCall {
        long call(MemorySegment state) throws Throwable;
    }

    private static long named(String call, String name, NamedCall body) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            return Downcall.check(call, body.call(state, bytes(arena, name)), state, name);
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    private static long plain(String call, PlainCall body) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            return Downcall.check(call, body.call(state), state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }
}
