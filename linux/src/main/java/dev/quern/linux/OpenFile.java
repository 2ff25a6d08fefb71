package dev.quern.linux;

import java.io.InputStream;
import java.util.List;

/**
 * An open regular file from a {@link Directory}. Reading and writing share one position that begins
 * at 0. Used by one thread.
 */
public final class OpenFile implements AutoCloseable {
    private int fd;
    private long position;

    OpenFile(int fd) {
        this.fd = fd;
    }

    public FileStatus status() {
        return PathCalls.status(fd, "");
    }

    /** Reads up to {@code length} bytes, -1 at the end. */
    public int read(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        int n = PathCalls.read(fd, bytes, offset, length, position);
        if (n == 0) {
            return -1;
        }
        position += n;
        return n;
    }

    /** Writes all of it at the position. */
    public void write(byte[] bytes, int offset, int length) {
        int done = 0;
        while (done < length) {
            int written = PathCalls.write(fd, bytes, offset + done, length - done, position);
            position += written;
            done += written;
        }
    }

    /** Moves the position; what is never written between stays a hole of zeros. */
    public void seek(long newPosition) {
        position = newPosition;
    }

    /** The position as the file's size: ends a file whose last part is a hole. */
    public void truncateHere() {
        PathCalls.truncate(fd, position);
    }

    public void chown(int uid, int gid) {
        PathCalls.chown(fd, "", uid, gid, PathCalls.AT_EMPTY_PATH);
    }

    public void chmod(int mode) {
        PathCalls.chmod(fd, mode);
    }

    public void times(long seconds, int nanos) {
        PathCalls.times(fd, seconds, nanos);
    }

    public void setAttribute(String name, byte[] value) {
        PathCalls.setAttribute(fd, name, value);
    }

    public byte[] attribute(String name) {
        return PathCalls.attribute(fd, name);
    }

    public List<String> attributes() {
        return PathCalls.attributes(fd);
    }

    /** Has the disk begin with what was written, without waiting for it: a later sync finds less to do. */
    public void startWriteback() {
        PathCalls.startWriteback(fd);
    }

    public void sync() {
        PathCalls.sync(fd);
    }

    /** The rest of the file as a stream; closing the stream closes the file. */
    public InputStream stream() {
        return new InputStream() {
            private final byte[] one = new byte[1];

            @Override
            public int read() {
                return OpenFile.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                return OpenFile.this.read(bytes, offset, length);
            }

            @Override
            public int available() {
                return (int) Math.clamp(status().size() - position, 0, Integer.MAX_VALUE);
            }

            @Override
            public void close() {
                OpenFile.this.close();
            }
        };
    }

    @Override
    public void close() {
        int open = fd;
        fd = -1;
        if (open >= 0) {
            FileCalls.close(open);
        }
    }
}
