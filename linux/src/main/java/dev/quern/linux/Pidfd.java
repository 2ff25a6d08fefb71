package dev.quern.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * A process held by descriptor (pidfd_open(2)): signals never reach another that got its number.
 * Waiting works for any process, not only for children, and reaps nothing.
 */
public final class Pidfd implements AutoCloseable {
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;
    private static final MethodHandle SYSCALL = Downcall.syscall();

    private final Fd fd;
    private final Readiness ready;

    private Pidfd(Fd fd) {
        this.fd = fd;
        this.ready = new Readiness(fd);
    }

    /** @throws LinuxException ESRCH when there is no such process */
    public static Pidfd open(int pid) {
        return new Pidfd(new Fd((int) call("pidfd_open", SYS_PIDFD_OPEN, pid, 0)));
    }

    /** Does nothing when the process has ended. */
    public void kill(int signal) {
        int number = fd.acquire();
        try {
            call("pidfd_send_signal", SYS_PIDFD_SEND_SIGNAL, number, signal);
        } catch (LinuxException e) {
            if (!e.is(Errno.ESRCH)) {
                throw e;
            }
        } finally {
            fd.release();
        }
    }

    /**
     * Waits for the process's end; for the first process of a PID namespace that is the end of all in it.
     *
     * @param deadline of {@link System#nanoTime}, 0 for none
     * @return false when the deadline came first
     */
    public boolean await(long deadline) {
        fd.acquire();
        try {
            return ready.await(Poller.READABLE, deadline);
        } finally {
            fd.release();
        }
    }

    int acquire() {
        return fd.acquire();
    }

    void release() {
        fd.release();
    }

    @Override
    public void close() {
        ready.close();
    }

    private static long call(String name, long number, long first, long second) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            long r = (long) SYSCALL.invokeExact(state, number, first, second, 0L, 0L, 0L, 0L);
            return Downcall.check(name, r, state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
    }
}
