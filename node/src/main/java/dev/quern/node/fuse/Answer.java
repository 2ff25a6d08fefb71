package dev.quern.node.fuse;

import dev.quern.linux.Buffers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** An answer being written (struct fuse_out_header and what follows it). Used by one thread, and given back after. */
final class Answer implements AutoCloseable {
    /** The most a read or write moves, which is also what the kernel reads ahead. */
    static final int MOST = 128 << 10;

    /** Each holds the largest request or answer. */
    static final Buffers LARGE = new Buffers(MOST + 4096, 64);

    /** For all that moves no content. */
    private static final Buffers SMALL = new Buffers(1024, 256);

    private static final int HEADER = 16;
    /** How long the kernel believes what it was told, names and attributes alike. */
    private static final long VALID_SECONDS = 1;

    private static final int DIRECTORY_MODE = 040755;
    private static final int FILE_MODE = 0100644;
    /** What programs read and write at once. */
    private static final int BLOCK = 128 << 10;

    private final Buffers pool;
    private final ByteBuffer buffer;
    private final Owner owner;
    private Runnable undo = () -> {};

    private Answer(Owner owner, Buffers pool) {
        this.owner = owner;
        this.pool = pool;
        this.buffer = pool.take().order(ByteOrder.nativeOrder()).position(HEADER);
    }

    /** One with room for what is asked. */
    static Answer to(Request request, Owner owner) {
        return new Answer(owner, Opcode.asksForContent(request.opcode()) ? LARGE : SMALL);
    }

    /** One that says that something failed. */
    static Answer ofFailure(Owner owner) {
        return new Answer(owner, SMALL);
    }

    /** What to do when nobody gets the answer. */
    Answer otherwise(Runnable action) {
        undo = action;
        return this;
    }

    void undo() {
        undo.run();
    }

    ByteBuffer buffer() {
        return buffer;
    }

    /** The packet to send. */
    ByteBuffer packet(long unique, int errno) {
        if (errno != 0) {
            buffer.position(HEADER);
        }
        buffer.putInt(0, buffer.position());
        buffer.putInt(4, -errno);
        buffer.putLong(8, unique);
        return buffer.flip();
    }

    /** struct fuse_entry_out; node 0 tells nothing but a name. */
    Answer entry(Entry entry) {
        buffer.putLong(entry.node()).putLong(0);
        buffer.putLong(VALID_SECONDS).putLong(VALID_SECONDS).putInt(0).putInt(0);
        return bare(entry.attributes());
    }

    /** struct fuse_attr_out */
    Answer attributes(Attributes attributes) {
        buffer.putLong(VALID_SECONDS).putInt(0).putInt(0);
        return bare(attributes);
    }

    /** struct fuse_attr */
    private Answer bare(Attributes a) {
        Instant time = a.modifiedAt();
        long seconds = time.getEpochSecond();
        buffer.putLong(a.inode()).putLong(a.size()).putLong((a.size() + 511) / 512);
        buffer.putLong(seconds).putLong(seconds).putLong(seconds);
        buffer.putInt(time.getNano()).putInt(time.getNano()).putInt(time.getNano());
        buffer.putInt(a.directory() ? DIRECTORY_MODE : FILE_MODE).putInt(1);
        buffer.putInt(owner.uid()).putInt(owner.gid()).putInt(0).putInt(BLOCK).putInt(0);
        return this;
    }

    /** struct fuse_open_out */
    Answer handle(long handle, int flags) {
        buffer.putLong(handle).putInt(flags).putInt(0);
        return this;
    }

    /** struct fuse_write_out */
    Answer written(int count) {
        buffer.putInt(count).putInt(0);
        return this;
    }

    /** struct fuse_kstatfs of a store whose end nobody knows: a pebibyte, all free. */
    Answer space() {
        long blocks = 1L << 38;
        buffer.putLong(blocks).putLong(blocks).putLong(blocks).putLong(blocks).putLong(blocks);
        buffer.putInt(4096).putInt(255).putInt(4096).putInt(0);
        for (int i = 0; i < 6; i++) {
            buffer.putInt(0);
        }
        return this;
    }

    /** struct fuse_dirent */
    Answer directoryEntry(long inode, long next, boolean directory, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        buffer.putLong(inode).putLong(next).putInt(bytes.length).putInt(directory ? 4 : 8);
        buffer.put(bytes);
        while ((buffer.position() - HEADER) % 8 != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    /** Bytes behind the header so far. */
    int length() {
        return buffer.position() - HEADER;
    }

    @Override
    public void close() {
        pool.giveBack(buffer);
    }
}
