package dev.quern.objects;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;

/** Tells a full disk from what else may fail; the JDK has ENOSPC and EDQUOT only as texts. */
public final class FullDisk {
    private FullDisk() {}

    /** Whether this says that a disk is full. */
    public static boolean is(Throwable e) {
        if (e instanceof QuernException known) {
            return known.code() == ErrorCode.DISK_FULL;
        }
        String text = String.valueOf(e.getMessage());
        return e instanceof IOException && (text.contains("No space left") || text.contains("quota exceeded"));
    }

    /**
     * The failure itself.
     *
     * @throws QuernException disk_full when that is what it says
     */
    public static IOException explained(IOException e) {
        if (is(e)) {
            throw new QuernException(ErrorCode.DISK_FULL, "The disk for objects is full", "Make room on it.", e);
        }
        return e;
    }
}
