package dev.quern.node.fuse;

import java.nio.ByteBuffer;

/**
 * What a mount's requests mean. Methods may block and run on many threads at once, those with a handle one after
 * another for each handle. A refusal is a {@link dev.quern.linux.LinuxException} with the errno the function gets;
 * what else is thrown is EIO.
 *
 * <p>A node is known by a number from its lookup until it was forgotten as often as it was looked up; {@link #ROOT}
 * always is. Names are single components, text, and neither {@code .} nor {@code ..}.
 */
public interface FileSystem extends AutoCloseable {
    long ROOT = 1;
    int O_ACCMODE = 3;
    int O_EXCL = 0200;
    int O_TRUNC = 01000;

    Entry lookup(long parent, String name);

    void forget(long node, long times);

    Attributes attributes(long node);

    Attributes resize(long node, long size);

    /**
     * Opens a file.
     *
     * @param flags of open(2), without O_CREAT
     * @param thread who asks, by its id on the machine; 0 where that is unknown
     */
    long open(long node, int flags, int thread);

    /** Makes a file, or opens one that has come up meanwhile. */
    Created create(long parent, String name, int flags, int thread);

    /** Fills {@code into}, less only at the end. */
    void read(long handle, long offset, ByteBuffer into);

    void write(long handle, long offset, ByteBuffer from);

    /** A descriptor of it was closed; there may be others. */
    void flush(long handle, int thread);

    void sync(long handle);

    /** The last descriptor is gone. */
    void release(long handle);

    long openDirectory(long node);

    /** @param from 0, or what an entry said comes next */
    void list(long handle, long from, DirectoryPage page);

    void releaseDirectory(long handle);

    Entry makeDirectory(long parent, String name);

    void removeDirectory(long parent, String name);

    void remove(long parent, String name);

    /** @param replace whether what has the new name may go */
    void rename(long parent, String name, long newParent, String newName, boolean replace);

    /** Drops all that is open; what was not stored yet never is. */
    @Override
    void close();
}
