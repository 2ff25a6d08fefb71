package dev.quern.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** epoll(7). {@code struct epoll_event} is packed on x86-64 only. */
final class EpollCalls {
    static final int CTL_ADD = 1;
    static final int CTL_DEL = 2;
    static final int CTL_MOD = 3;

    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int DATA = PACKED ? 4 : 8;
    static final int EVENT_SIZE = PACKED ? 12 : 16;

    private static final MethodHandle CREATE = Downcall.of("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle CTL =
            Downcall.of("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle WAIT =
            Downcall.of("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    private EpollCalls() {}

    static int create() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            return (int)
                    Downcall.check("epoll_create1", (int) CREATE.invokeExact(state, FileCalls.O_CLOEXEC), state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** 0 or minus errno. */
    static int ctl(int epoll, int op, int fd, int events, long data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment event = arena.allocate(EVENT_SIZE, 8);
            event.set(JAVA_INT, 0, events);
            event.set(JAVA_LONG_UNALIGNED, DATA, data);
            int r = (int) CTL.invokeExact(state, epoll, op, fd, event);
            return r < 0 ? -Downcall.errno(state) : r;
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    /** Waits without a limit; the number of events put into {@code events}. */
    static int await(int epoll, MemorySegment events, MemorySegment state) {
        try {
            int max = (int) (events.byteSize() / EVENT_SIZE);
            int n = (int) WAIT.invokeExact(state, epoll, events, max, -1);
            if (n < 0 && Downcall.errno(state) == Errno.EINTR) {
                return 0;
            }
            return (int) Downcall.check("epoll_wait", n, state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }

    static int bits(MemorySegment events, int index) {
        return events.get(JAVA_INT.withByteAlignment(1), (long) index * EVENT_SIZE);
    }

    static long data(MemorySegment events, int index) {
        return events.get(JAVA_LONG_UNALIGNED, (long) index * EVENT_SIZE + DATA);
    }
}
