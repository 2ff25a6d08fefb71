package dev.quern.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Makes sockets in another process's network namespace (setns(2)). A socket belongs for ever to the namespace of the
 * thread that made it, whoever uses it afterwards.
 */
public final class NetworkEntry {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final MethodHandle SETNS = Downcall.of("setns", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));

    private NetworkEntry() {}

    /**
     * Runs {@code work} in the network namespace of a process, on a thread that ends with it: one that could not come
     * back must not do anything else.
     *
     * @throws LinuxException ESRCH when the process has ended
     * @throws Exception what {@code work} throws
     */
    public static <T> T call(Pidfd process, Callable<T> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("quern-network").start(() -> {
            try {
                enter(process);
                result.complete(work.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static void enter(Pidfd process) {
        int fd = process.acquire();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = Downcall.state(arena);
            Downcall.check("setns", (int) SETNS.invokeExact(state, fd, CLONE_NEWNET), state, "");
        } catch (Throwable t) {
            throw Downcall.rethrow(t);
        } finally {
            process.release();
        }
    }
}
