package dev.quern.sandbox;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import dev.quern.linux.PipeReader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Runs a command to its end, all three streams at once, as a caller would. */
final class Calls {
    private static final Executor THREADS = r -> Thread.ofVirtual().start(r);
    static final List<String> ENV = List.of("PATH=/bin");

    record Result(Exit exit, byte[] stdout, byte[] stderr, Usage usage) {
        String out() {
            return new String(stdout, StandardCharsets.UTF_8);
        }

        String err() {
            return new String(stderr, StandardCharsets.UTF_8);
        }
    }

    private Calls() {}

    static Result sh(Sandbox sandbox, String script) {
        return run(sandbox, new byte[0], "sh", "-c", script);
    }

    static Result run(Sandbox sandbox, byte[] stdin, String... argv) {
        return run(sandbox, stdin, new Command(List.of(argv), ENV, "/"));
    }

    static Result run(Sandbox sandbox, byte[] stdin, Command command) {
        try (Run run = sandbox.run(command)) {
            return finish(run, stdin);
        }
    }

    static Result finish(Run run, byte[] stdin) {
        CompletableFuture<byte[]> out = CompletableFuture.supplyAsync(() -> readAll(run.stdout()), THREADS);
        CompletableFuture<byte[]> err = CompletableFuture.supplyAsync(() -> readAll(run.stderr()), THREADS);
        THREADS.execute(() -> {
            try {
                run.stdin()
                        .writeFully(ByteBuffer.allocateDirect(stdin.length)
                                .put(stdin)
                                .flip());
            } catch (LinuxException e) {
                if (!e.is(Errno.EPIPE) && !e.is(Errno.EBADF)) {
                    throw e;
                }
            } finally {
                run.stdin().close();
            }
        });
        Exit exit = run.await();
        return new Result(exit, out.join(), err.join(), run.usage());
    }

    static byte[] readAll(PipeReader reader) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
        while (reader.read(buffer.clear()) > 0) {
            byte[] bytes = new byte[buffer.flip().remaining()];
            buffer.get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }
}
