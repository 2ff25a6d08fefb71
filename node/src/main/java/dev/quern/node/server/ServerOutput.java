package dev.quern.node.server;

import dev.quern.linux.LinuxException;
import dev.quern.linux.PipeReader;
import dev.quern.node.log.CallLog;
import dev.quern.sandbox.Run;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a server writes: both its streams are its log, until they end. */
final class ServerOutput {
    private static final long END_MILLIS = 500;
    private static final int LAST_WORDS = 300;

    private final CallLog log;
    private final CompletableFuture<Void> ended;

    private ServerOutput(CallLog log, CompletableFuture<Void> ended) {
        this.log = log;
        this.ended = ended;
    }

    static ServerOutput capture(Run run, CallLog log) {
        CompletableFuture<Void> ended = CompletableFuture.allOf(copy(run.stdout(), log), copy(run.stderr(), log));
        ended.whenComplete((_, _) -> log.close());
        return new ServerOutput(log, ended);
    }

    private static CompletableFuture<Void> copy(PipeReader from, CallLog log) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread.ofVirtual().name("quern-server-log").start(() -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
            try {
                while (from.read(buffer.clear()) >= 0) {
                    log.append(buffer.flip());
                }
            } catch (LinuxException e) {
                // The sandbox was destroyed under the reader: what there was has been read.
                return;
            } finally {
                done.complete(null);
            }
        });
        return done;
    }

    /** The end of it, for a message; waits a moment for the rest when the server has ended. */
    String lastWords(boolean hasEnded) {
        try {
            if (hasEnded) {
                ended.get(END_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Something still holds the streams open; what came so far is said.
        }
        String tail = log.tail().strip();
        return tail.isEmpty() ? "" : "; its last words: " + tail.substring(Math.max(0, tail.length() - LAST_WORDS));
    }
}
