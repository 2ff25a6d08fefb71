package dev.quern.manager.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.linux.Buffers;
import dev.quern.store.task.BodyName;
import dev.quern.store.task.TaskBodies;
import dev.quern.store.task.TaskBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** What a function puts out → a task's result: in memory as far as a row holds it, and else a file. */
final class TaskOutput {
    private static final Buffers BUFFERS = new Buffers(64 << 10, 16);

    private final ResultSource from;
    private final BodyName name;
    private final TaskBodies bodies;
    private final long most;

    TaskOutput(ResultSource from, BodyName name, TaskBodies bodies, long most) {
        this.from = from;
        this.name = name;
        this.bodies = bodies;
        this.most = most;
    }

    /**
     * Reads to the end. A file is durable when this returns.
     *
     * @throws QuernException result_too_large, disk_full, internal, and what {@link ResultSource#read} throws
     */
    TaskBody read() {
        ByteBuffer buffer = BUFFERS.take();
        try {
            ByteArrayOutputStream start = new ByteArrayOutputStream();
            for (int n = from.read(buffer.clear()); n >= 0; n = from.read(buffer.clear())) {
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
        from.isLong();
        try {
            return TaskBody.stored(bodies.write(name, new Rest(start, buffer), most));
        } catch (QuernException e) {
            if (e.code() == ErrorCode.BODY_TOO_LARGE) {
                throw new QuernException(
                        ErrorCode.RESULT_TOO_LARGE,
                        "The function wrote more than the " + most + " bytes a result may have",
                        "Have it write to an object store and answer where.",
                        e);
            }
            throw e;
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "The task's result cannot be stored", null, e);
        }
    }

    /** What was read already, then what is in the buffer, then the rest through the buffer. */
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
            ByteBuffer bytes = start.hasRemaining() ? start : buffer;
            if (!bytes.hasRemaining()) {
                int n = from.read(buffer.clear());
                buffer.flip();
                if (n < 0) {
                    return -1;
                }
            }
            int n = Math.min(length, bytes.remaining());
            bytes.get(into, offset, n);
            return n;
        }
    }
}
