package dev.quern.core.task;

import java.util.UUID;

/** Under which call's id an attempt's log is kept: logs are filed by the id of an execution, and a task has several. */
public final class TaskLogs {
    /** Odd, so that different attempts never share an id; its bits are spread over the whole word. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;
    /** The variant of RFC 9562 is in the two highest bits. */
    private static final long FREE = 0x3FFF_FFFF_FFFF_FFFFL;

    private TaskLogs() {}

    /** The task's time and order are kept; the id is another for each attempt, and never the task's own. */
    public static UUID callId(UUID task, int attempt) {
        long mixed = task.getLeastSignificantBits() ^ ((attempt + 1L) * SPREAD & FREE);
        return new UUID(task.getMostSignificantBits(), mixed);
    }
}
