package dev.quern.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.stream.Stream;

/**
 * How a libc function becomes a method handle. Every handle's first parameter is a segment of {@link
 * #state} that receives errno: errno read later would be another call's, since the JVM itself calls
 * libc in between.
 *
 * <p>An {@code int} or {@code long} result below zero is a failure: {@link #check}.
 */
final class Downcall {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private Downcall() {}

    /** A handle for {@code symbol}; the descriptor does not mention the errno segment. */
    static MethodHandle of(String symbol, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(symbol),
                descriptor,
                Stream.concat(Stream.of(Linker.Option.captureCallState("errno")), Stream.of(options))
                        .toArray(Linker.Option[]::new));
    }

    /** The handle of {@code syscall(2)} with up to six long arguments, for calls glibc 2.36 does not wrap. */
    static MethodHandle syscall() {
        ValueLayout.OfLong l = ValueLayout.JAVA_LONG;
        return of("syscall", FunctionDescriptor.of(l, l, l, l, l, l, l, l), Linker.Option.firstVariadicArg(1));
    }

    static MemorySegment state(Arena arena) {
        return arena.allocate(STATE);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO.get(state, 0L);
    }

    /** Returns {@code result} unless it is negative. */
    static long check(String call, long result, MemorySegment state, String detail) {
        if (result < 0) {
            throw new LinuxException(call, errno(state), detail);
        }
        return result;
    }

    /** For the {@code catch (Throwable)} that invokeExact asks for: what our own code threw passes through. */
    static RuntimeException rethrow(Throwable t) {
        if (t instanceof RuntimeException e) {
            return e;
        }
        throw t instanceof Error e ? e : unreachable(t);
    }

    static AssertionError unreachable(Throwable t) {
        return new AssertionError("a method handle was called with other types than its own", t);
    }
}
