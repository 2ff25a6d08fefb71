package dev.quern.store.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.Optional;

/** A task's input or result: bytes kept in its row, or a file in {@link TaskBodies}. */
public final class TaskBody {
    /** Bytes a row holds at most; what is longer is a file. */
    public static final int INLINE = 64 << 10;

    public static final TaskBody EMPTY = new TaskBody(Optional.of(new byte[0]), 0);

    private final Optional<byte[]> bytes;
    private final long size;

    private TaskBody(Optional<byte[]> bytes, long size) {
        this.bytes = bytes;
        this.size = size;
    }

    /**
     * Bytes kept in the row; not copied, so not to be changed afterwards.
     *
     * @throws QuernException body_too_large above {@link #INLINE}
     */
    public static TaskBody inline(byte[] bytes) {
        if (bytes.length > INLINE) {
            throw new QuernException(
                    ErrorCode.BODY_TOO_LARGE, "A task's row holds " + INLINE + " bytes, not " + bytes.length);
        }
        return new TaskBody(Optional.of(bytes), bytes.length);
    }

    /** A file that was written before, of {@code size} bytes. */
    public static TaskBody stored(long size) {
        return new TaskBody(Optional.empty(), size);
    }

    public long size() {
        return size;
    }

    /** The bytes, not to be changed; empty for a file. */
    public Optional<byte[]> bytes() {
        return bytes;
    }

    boolean isStored() {
        return bytes.isEmpty();
    }
}
