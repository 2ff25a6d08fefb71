package dev.quern.app.mount;

import dev.quern.linux.LinuxException;
import dev.quern.linux.PipeReader;
import dev.quern.node.bucket.BucketMounts;
import dev.quern.sandbox.Command;
import dev.quern.sandbox.Exit;
import dev.quern.sandbox.Run;
import dev.quern.sandbox.Sandbox;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A sandbox with mounts, in which scripts are run one after another. */
final class Shell implements AutoCloseable {
    /** How a script ended; out and err together, as a terminal shows them. */
    record Result(Exit exit, String out) {}

    private final BucketMounts mounts;
    private final Sandbox sandbox;

    Shell(BucketMounts mounts, Sandbox sandbox) {
        this.mounts = mounts;
        this.sandbox = sandbox;
    }

    BucketMounts mounts() {
        return mounts;
    }

    Sandbox sandbox() {
        return sandbox;
    }

    /** What a script prints. */
    String sh(String script) {
        return result(script).out();
    }

    Result result(String script) {
        try (Talk talk = talk(script)) {
            return talk.finish();
        }
    }

    Talk talk(String script) {
        return new Talk(sandbox.run(
                new Command(List.of("sh", "-c", "exec 2>&1; cd /data; " + script), List.of("PATH=/bin"), "/")));
    }

    /** A script one talks with while it runs. */
    static final class Talk implements AutoCloseable {
        private final Run run;
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private final CompletableFuture<Void> end;

        Talk(Run run) {
            this.run = run;
            this.end = CompletableFuture.runAsync(
                    this::listen, r -> Thread.ofVirtual().start(r));
        }

        private void listen() {
            PipeReader reader = run.stdout();
            ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
            try {
                while (reader.read(buffer.clear()) > 0) {
                    byte[] bytes = new byte[buffer.flip().remaining()];
                    buffer.get(bytes);
                    synchronized (heard) {
                        heard.writeBytes(bytes);
                    }
                }
            } catch (LinuxException e) {
                // Closed by the one who listens no more.
                return;
            }
        }

        String heard() {
            synchronized (heard) {
                return heard.toString(StandardCharsets.UTF_8);
            }
        }

        void say(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            run.stdin()
                    .writeFully(
                            ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        }

        Run run() {
            return run;
        }

        Result finish() {
            run.stdin().close();
            Exit exit = run.await();
            end.join();
            return new Result(exit, heard());
        }

        @Override
        public void close() {
            run.close();
        }
    }

    @Override
    public void close() {
        sandbox.destroy();
        mounts.close();
    }
}
