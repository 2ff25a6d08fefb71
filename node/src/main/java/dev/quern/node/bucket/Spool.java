package dev.quern.node.bucket;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/**
 * The content of a file that is being written. Its whole length counts against the space, holes too: what is stored
 * in the end has no holes. Changed by one thread at a time.
 */
final class Spool implements AutoCloseable {
    private static final int CHUNK = 256 << 10;

    private final SpoolSpace space;
    private final FileChannel channel;
    private volatile long size;
    private boolean closed;

    Spool(SpoolSpace space, FileChannel channel) {
        this.space = space;
        this.channel = channel;
    }

    long size() {
        return size;
    }

    /** Fills the buffer, less at the end. */
    void read(long offset, ByteBuffer into) throws IOException {
        long at = offset;
        while (into.hasRemaining()) {
            int n = channel.read(into, at);
            if (n < 0) {
                return;
            }
            at += n;
        }
    }

    void write(long offset, ByteBuffer from) throws IOException {
        if (offset < 0 || offset > Long.MAX_VALUE - from.remaining()) {
            throw new LinuxException("write", Errno.EINVAL, "");
        }
        grow(offset + from.remaining());
        long at = offset;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
    }

    void resize(long newSize) throws IOException {
        if (newSize < 0) {
            throw new LinuxException("truncate", Errno.EINVAL, "");
        }
        if (newSize < size) {
            channel.truncate(newSize);
            space.free(size - newSize);
            size = newSize;
        } else if (newSize > size) {
            grow(newSize);
            channel.write(ByteBuffer.wrap(new byte[1]), newSize - 1);
        }
    }

    /** Takes over what a channel has, {@code length} bytes. */
    void fill(ReadableByteChannel from, long length) throws IOException {
        grow(length);
        ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
        for (long at = 0; at < length; ) {
            chunk.clear().limit((int) Math.min(CHUNK, length - at));
            if (from.read(chunk) < 0) {
                throw new IOException("an object is shorter than it was said to be");
            }
            chunk.flip();
            while (chunk.hasRemaining()) {
                at += channel.write(chunk, at);
            }
        }
    }

    /** All of it, from the beginning. */
    InputStream stream() throws IOException {
        return Channels.newInputStream(channel.position(0));
    }

    private void grow(long newSize) {
        if (newSize > size) {
            space.reserve(newSize - size);
            size = newSize;
        }
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            space.free(size);
            channel.close();
        }
    }
}
