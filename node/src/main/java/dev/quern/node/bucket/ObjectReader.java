package dev.quern.node.bucket;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object anywhere. A read that goes on where the last one ended goes on in the same stream, of which more is
 * asked for each time: so reading from beginning to end is few requests to the store, and reading here and there asks
 * for little that nobody wants. Used by one thread at a time.
 */
final class ObjectReader implements AutoCloseable {
    private static final long FIRST = 1 << 20;
    private static final long MOST = 64 << 20;
    /** What is rather read over than asked for anew. */
    private static final long SKIP = 256 << 10;

    private final OpenObject object;
    private @Nullable ReadableByteChannel stream;
    private long position;
    private long end;
    private long window = FIRST;

    ObjectReader(OpenObject object) {
        this.object = object;
    }

    /** What is read. */
    OpenObject source() {
        return object;
    }

    /** Fills the buffer, less at the object's end. */
    void read(long offset, ByteBuffer into) throws IOException {
        long size = object.object().size();
        if (offset >= size) {
            return;
        }
        int limit = into.limit();
        int wanted = (int) Math.min(into.remaining(), size - offset);
        int target = into.position() + wanted;
        boolean done = false;
        try {
            reach(offset);
            while (into.position() < target) {
                if (position == end) {
                    open(position);
                }
                into.limit(into.position() + (int) Math.min(target - into.position(), end - position));
                int n = current().read(into);
                if (n < 0) {
                    throw new EOFException("an object is shorter than it was said to be");
                }
                position += n;
            }
            done = true;
        } finally {
            into.limit(limit);
            if (!done) {
                drop();
            }
        }
    }

    private void reach(long offset) throws IOException {
        if (stream == null || offset < position || offset - position > SKIP || offset >= end) {
            if (stream != null && offset != position) {
                window = FIRST;
            }
            open(offset);
            return;
        }
        ByteBuffer over = ByteBuffer.allocate((int) (offset - position));
        while (over.hasRemaining()) {
            if (current().read(over) < 0) {
                throw new EOFException("an object is shorter than it was said to be");
            }
        }
        position = offset;
    }

    private void open(long offset) throws IOException {
        drop();
        long length = Math.min(window, object.object().size() - offset);
        stream = object.read(offset, length);
        position = offset;
        end = offset + length;
        window = Math.min(window * 2, MOST);
    }

    private ReadableByteChannel current() throws IOException {
        if (stream == null) {
            throw new IOException("the file is closed");
        }
        return stream;
    }

    private void drop() throws IOException {
        ReadableByteChannel old = stream;
        stream = null;
        if (old != null) {
            old.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            drop();
        } finally {
            object.close();
        }
    }
}
