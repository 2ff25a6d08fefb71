package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.Buffers;
import dev.quern.linux.LinuxException;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.Claimed;
import dev.quern.store.task.TaskBodies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task's input → stdin. */
final class TaskInput {
    private static final Logger LOG = LoggerFactory.getLogger(TaskInput.class);
    /** What an empty pipe takes without anybody reading it: a row's input fits. */
    private static final Buffers BUFFERS = new Buffers(64 << 10, 16);

    private static final int WIDE_PIPE = 1 << 20;

    private TaskInput() {}

    /** Whether {@link #feed} needs no thread and never waits. */
    static boolean small(Claimed task) {
        return task.input().bytes().isPresent();
    }

    /** Feeds a small input at once, and one that is a file meanwhile, on a thread of its own. */
    static void feed(Claimed task, NodeCall call, Cancel cancel, TaskBodies bodies) {
        byte[] bytes = task.input().bytes().orElse(null);
        if (bytes != null) {
            small(bytes, call);
            return;
        }
        InputStream file = open(task, bodies);
        Thread.ofVirtual().name("quern-task-input").start(() -> stream(file, call, cancel));
    }

    private static void small(byte[] bytes, NodeCall call) {
        if (bytes.length > 0) {
            ByteBuffer direct = BUFFERS.take();
            try {
                call.countIn(bytes.length);
                call.stdin().writeFully(direct.put(bytes).flip());
            } catch (LinuxException e) {
                LOG.debug("a function does not read its input: {}", e.getMessage());
            } finally {
                BUFFERS.giveBack(direct);
            }
        }
        call.stdin().close();
    }

    private static InputStream open(Claimed task, TaskBodies bodies) {
        try {
            return bodies.open(BodyName.input(task.id()))
                    .orElseThrow(() -> new QuernException(ErrorCode.INTERNAL, "The task's input is missing"));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static void stream(InputStream file, NodeCall call, Cancel cancel) {
        byte[] chunk = new byte[64 << 10];
        ByteBuffer direct = BUFFERS.take();
        try (file) {
            call.stdin().capacity(WIDE_PIPE);
            for (int n = file.read(chunk); n >= 0; n = file.read(chunk)) {
                call.countIn(n);
                call.stdin().writeFully(direct.clear().put(chunk, 0, n).flip());
            }
            call.stdin().close();
        } catch (LinuxException e) {
            LOG.debug("a function does not read its input to the end: {}", e.getMessage());
        } catch (IOException e) {
            // stdin stays open: its end would tell the function that half an input is a whole one.
            LOG.error("a task's input cannot be read", e);
            cancel.fire(Cancel.Cause.BODY_CUT);
        } finally {
            BUFFERS.giveBack(direct);
        }
    }

    private static QuernException unreadable(IOException e) {
        return new QuernException(ErrorCode.INTERNAL, "The task's input cannot be read", null, e);
    }
}
