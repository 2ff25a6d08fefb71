package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.Buffers;
import dev.quern.linux.LinuxException;
import dev.quern.node.call.NodeCall;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.TaskBodies;
import dev.quern.store.task.TaskBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** stdout → a task's result: in memory as far as a row holds it, and else a file. */
final class TaskOutput {
    private static final Buffers BUFFERS = new Buffers(64 << 10, 16);
    private static final int WIDE_PIPE = 1 << 20;

    private final NodeCall call;
    private final BodyName name;
    private final TaskBodies bodies;
    private final long most;

    TaskOutput(NodeCall call, BodyName name, TaskBodies bodies, long most) {
        this.call = call;
        this.name = name;
        this.bodies = bodies;
        this.most = most;
    }

    /**
     * Reads stdout to its end. A file is durable when this returns.
     *
     * @throws QuernException result_too_large, disk_full, internal
     */
    TaskBody read() {
        ByteBuffer buffer = BUFFERS.take();
        try {
            ByteArrayOutputStream start = new ByteArrayOutputStream();
            for (int n = fill(buffer.clear()); n >= 0; n = fill(buffer.clear())) {
                if (start.size() + n > Math.min(TaskBody.INLINE, most)) {
                    return store(start.toByteArray(), buffer.flip());
                }
                byte[] chunk = new byte[n];
                buffer.flip().get(chunk);
                start.writeBytes(chunk);
            }
            return start.size() == 0 ? TaskBody.EMPTY : TaskBody.inline(start.toByteArray());
        } finally {
            BUFFERS.giveBack(buffer);
        }
    }

    /** Forgets the file of an attempt that did not succeed in the end. */
    void discard(TaskBody result) throws IOException {
        if (result.bytes().isEmpty()) {
            bodies.delete(name);
        }
    }

    private TaskBody store(byte[] start, ByteBuffer buffer) {
        call.stdout().capacity(WIDE_PIPE);
        try {
            return TaskBody.stored(bodies.write(name, new Rest(start, buffer), most));
        } catch (QuernException e) {
            if (e.code() == ErrorCode.BODY_TOO_LARGE) {
                throw new QuernException(
                        ErrorCode.RESULT_TOO_LARGE,
                        "The function wrote more than the " + most + " bytes a result may have",
                        "Have it write to an object store and print where.",
                        e);
            }
            throw e;
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "The task's result cannot be stored", null, e);
        }
    }

    /** Appends to the buffer; -1 at the end. */
    private int fill(ByteBuffer buffer) {
        try {
            int n = call.stdout().read(buffer);
            call.countOut(Math.max(n, 0));
            return n;
        } catch (LinuxException e) {
            // The sandbox was destroyed under the reader; how the call finished says why.
            return -1;
        }
    }

    /** What was read already, then what is in the buffer, then the rest of stdout through the buffer. */
    private final class Rest extends InputStream {
        private final ByteBuffer start;
        private final ByteBuffer buffer;

        Rest(byte[] start, ByteBuffer buffer) {
            this.start = ByteBuffer.wrap(start);
            this.buffer = buffer;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            ByteBuffer from = start.hasRemaining() ? start : buffer;
            if (!from.hasRemaining()) {
                int n = fill(buffer.clear());
                buffer.flip();
                if (n < 0) {
                    return -1;
                }
            }
            int n = Math.min(length, from.remaining());
            from.get(into, offset, n);
            return n;
        }
    }
}
