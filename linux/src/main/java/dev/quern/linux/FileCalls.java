package dev.quern.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The calls on plain descriptors. */
final class FileCalls {
    static final int O_NONBLOCK = 0x800;
    static final int O_CLOEXEC = 0x80000;
    private static final short POLLIN = 1;
    static final int F_GETFD = 1;
    static final int F_SETFL = 4;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int F_SETPIPE_SZ = 1031;
    static final int F_ADD_SEALS = 1033;

    private static final MethodHandle OPEN = Downcall.of(
            "open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle POLL =
            Downcall.of("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle PIPE2 = Downcall.of("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle CLOSE = Downcall.of("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle READ =
            Downcall.of("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle PREAD =
            Downcall.of("pread", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WRITE =
            Downcall.of("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle FCNTL = Downcall.of(
            "fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FCHOWN =
            Downcall.of("fchown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle MEMFD_CREATE =
            Downcall.of("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));

    private FileCalls() {}

    /** Opens for reading, close-on-exec. */
    static int open(String path) {
        return open(path, 0);
    }

    /** Opens what exists, close-on-exec. */
    static int open(String path, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment name = arena.allocateFrom(path);
            return (int) Downcall.check("open", (int) OPEN.invokeExact(state, name, flags | O_CLOEXEC, 0), state, path);
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** Blocks this thread, a carrier too, until {@code fd} is readable or hung up; false when the time passed first. */
    static boolean awaitReadable(int fd, int millis) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment entry = arena.allocate(8, 4);
            entry.set(JAVA_INT, 0, fd);
            entry.set(JAVA_SHORT, 4, POLLIN);
            int n = (int) POLL.invokeExact(state, entry, 1L, millis);
            return n < 0 ? Downcall.errno(state) != Errno.EINTR && Downcall.check("poll", n, state, "") > 0 : n > 0;
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** Both ends of a new pipe, close-on-exec: read end, write end. */
    static int[] pipe() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment ends = arena.allocate(8, 4);
            Downcall.check("pipe2", (int) PIPE2.invokeExact(state, ends, O_CLOEXEC), state, "");
            return new int[] {ends.get(JAVA_INT, 0), ends.get(JAVA_INT, 4)};
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** Linux frees the number whatever close(2) answers, so there is nothing to tell. */
    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(Downcall.state(arena), fd);
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** Bytes read, 0 at the end, or minus errno. */
    static long read(int fd, MemorySegment into) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            long n;
            do {
                n = (long) READ.invokeExact(state, fd, into, into.byteSize());
            } while (n < 0 && Downcall.errno(state) == Errno.EINTR);
            return n < 0 ? -Downcall.errno(state) : n;
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** What one pread(2) gives. */
    static byte[] pread(int fd, int max, long offset) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment into = arena.allocate(max);
            long n = Downcall.check("pread", (long) PREAD.invokeExact(state, fd, into, (long) max, offset), state, "");
            return into.asSlice(0, n).toArray(JAVA_BYTE);
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** Bytes written, or minus errno. */
    static long write(int fd, MemorySegment from) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            long n;
            do {
                n = (long) WRITE.invokeExact(state, fd, from, from.byteSize());
            } while (n < 0 && Downcall.errno(state) == Errno.EINTR);
            return n < 0 ? -Downcall.errno(state) : n;
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    static int fcntl(int fd, int command, int argument) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            return (int) Downcall.check("fcntl", (int) FCNTL.invokeExact(state, fd, command, argument), state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    static void fchown(int fd, int uid, int gid) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            Downcall.check("fchown", (int) FCHOWN.invokeExact(state, fd, uid, gid), state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    static int memfd(String name, int flags) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment text = arena.allocateFrom(name);
            return (int) Downcall.check("memfd_create", (int) MEMFD_CREATE.invokeExact(state, text, flags), state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }
}
