package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.call.Cancel;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.TaskBodies;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task's input → a server. */
final class ServerInput {
    private static final Logger LOG = LoggerFactory.getLogger(ServerInput.class);
    private static final int CHUNK = 64 << 10;

    private final Claimed task;
    private final TaskBodies bodies;
    private final Cancel cancel;
    private volatile long sent;

    ServerInput(Claimed task, TaskBodies bodies, Cancel cancel) {
        this.task = task;
        this.bodies = bodies;
        this.cancel = cancel;
    }

    /** Bytes that the server has taken. */
    long sent() {
        return sent;
    }

    /** Sends a small input at once, and one that is a file meanwhile, on a thread of its own. */
    void send(ServerConnection to) {
        byte[] bytes = task.input().bytes().orElse(null);
        if (bytes != null) {
            sent = bytes.length;
            to.send(true, new Taken(), ByteBuffer.wrap(bytes));
            return;
        }
        InputStream file = open();
        Thread.ofVirtual().name("quern-task-input").start(() -> stream(file, to));
    }

    private InputStream open() {
        try {
            return bodies.open(BodyName.input(task.id()))
                    .orElseThrow(() -> new QuernException(ErrorCode.INTERNAL, "The task's input is missing"));
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "The task's input cannot be read", null, e);
        }
    }

    private void stream(InputStream file, ServerConnection to) {
        byte[] chunk = new byte[CHUNK];
        long size = task.input().size();
        try (file) {
            for (long done = 0; done < size; ) {
                int n = file.read(chunk);
                if (n < 0) {
                    throw new EOFException("it has " + done + " bytes of " + size);
                }
                done += n;
                Taken taken = new Taken();
                to.send(done == size, taken, ByteBuffer.wrap(chunk, 0, n));
                if (!taken.await()) {
                    // The answer, or its absence, says what became of it.
                    return;
                }
                sent = done;
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("a task's input cannot be read", e);
            cancel.fire(Cancel.Cause.BODY_CUT);
        }
    }

    /** Whether the server took a piece. */
    private static final class Taken implements SendCallback {
        private final CompletableFuture<Boolean> taken = new CompletableFuture<>();

        boolean await() {
            return taken.join();
        }

        @Override
        public void sent() {
            taken.complete(true);
        }

        @Override
        public void failed(IOException cause) {
            taken.complete(false);
        }
    }
}
