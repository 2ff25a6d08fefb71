package dev.quern.core.task;

import java.util.UUID;

/** Under which id the standard error of a task's attempt is kept, where those of calls are. */
public final class TaskLogs {
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long BELOW_VARIANT = 0x3FFF_FFFF_FFFF_FFFFL;
    /** 2^64 divided by the golden ratio, odd: a product with it differs for every factor. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private TaskLogs() {}

    /**
     * A UUIDv7 of its own for each attempt of a task: the first half is the task's, so that logs sort by the
     * time of its submission, and the second is the task's mixed with the attempt's number.
     *
     * @param attempt 1 and up
     */
    public static UUID callId(UUID task, int attempt) {
        long low = task.getLeastSignificantBits() ^ attempt * SPREAD;
        return new UUID(task.getMostSignificantBits(), VARIANT | (low & BELOW_VARIANT));
    }
}
