package dev.quern.node.bucket;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;

/** An object opened for reading: what is read is of this one, or reading fails. Used by one thread at a time. */
public interface OpenObject extends AutoCloseable {
    BucketObject object();

    /**
     * Bytes of it, to be closed before this is. The channel may go on behind {@code length}.
     *
     * @param length within the size
     */
    ReadableByteChannel read(long from, long length) throws IOException;

    @Override
    void close() throws IOException;
}
