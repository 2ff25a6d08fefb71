package dev.quern.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A child that inherits one descriptor as its number 3, which {@link ProcessBuilder} cannot give. Every
 * other descriptor that is not close-on-exec reaches it too, so it closes what it does not know.
 */
public final class ChildProcess implements AutoCloseable {
    /** More than glibc's posix_spawn_file_actions_t on any 64-bit machine (80 bytes). */
    private static final int ACTIONS = 256;

    private static final int INHERITED = 3;

    private static final MethodHandle SPAWN = Downcall.of(
            "posix_spawn", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
    private static final MethodHandle ACTIONS_INIT =
            Downcall.of("posix_spawn_file_actions_init", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle ACTIONS_DUP2 = Downcall.of(
            "posix_spawn_file_actions_adddup2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));
    private static final MethodHandle ACTIONS_DESTROY =
            Downcall.of("posix_spawn_file_actions_destroy", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle WAITPID =
            Downcall.of("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    private final int pid;
    private final Pidfd pidfd;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ChildProcess(int pid) {
        this.pid = pid;
        this.pidfd = Pidfd.open(pid);
    }

    /**
     * @param command an absolute path and its arguments
     * @param environment {@code NAME=value}
     */
    public static ChildProcess start(List<String> command, List<String> environment, Fd inherited) {
        int number = inherited.acquire();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            MemorySegment pid = arena.allocate(4, 4);
            MemorySegment actions = arena.allocate(ACTIONS, 16);
            check((int) ACTIONS_INIT.invokeExact(state, actions), command);
            try {
                check((int) ACTIONS_DUP2.invokeExact(state, actions, number, INHERITED), command);
                MemorySegment path = arena.allocateFrom(command.getFirst());
                MemorySegment argv = strings(arena, command);
                MemorySegment env = strings(arena, environment);
                check((int) SPAWN.invokeExact(state, pid, path, actions, MemorySegment.NULL, argv, env), command);
            } finally {
                int ignored = (int) ACTIONS_DESTROY.invokeExact(state, actions);
            }
            return new ChildProcess(pid.get(JAVA_INT, 0));
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        } finally {
            inherited.release();
        }
    }

    public int pid() {
        return pid;
    }

    /** Waits for its end; see {@link Pidfd#await}. */
    public boolean await(long deadline) {
        return pidfd.await(deadline);
    }

    /** Kills it if it still runs, and reaps it. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        pidfd.kill(9);
        pidfd.await(0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            int ignored = (int) WAITPID.invokeExact(state, pid, MemorySegment.NULL, 0);
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        }
        pidfd.close();
    }

    /** The posix_spawn family answers with errno itself. */
    private static void check(int error, List<String> command) {
        if (error != 0) {
            throw new LinuxException("posix_spawn", error, command.getFirst());
        }
    }

    private static MemorySegment strings(Arena arena, List<String> strings) {
        MemorySegment vector = arena.allocate(ADDRESS, strings.size() + 1L);
        for (int i = 0; i < strings.size(); i++) {
            vector.setAtIndex(ADDRESS, i, arena.allocateFrom(strings.get(i)));
        }
        return vector;
    }
}
