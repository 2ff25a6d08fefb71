package dev.quern.objects;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** An object opened for reading; what is read is of one write, also while another replaces or deletes it. */
public interface StoredObject extends AutoCloseable {
    ObjectInfo info();

    /**
     * Bytes of it, to be closed by the caller before this is; a {@link java.nio.channels.FileChannel} that stands at
     * {@code from} when they are in one file, so that it can be sent without copying. That one goes on to the file's
     * end: the caller stops after {@code length}.
     *
     * @param from 0 to size
     * @param length bytes from there, within the size
     */
    ReadableByteChannel read(long from, long length) throws IOException;

    @Override
    void close() throws IOException;
}
