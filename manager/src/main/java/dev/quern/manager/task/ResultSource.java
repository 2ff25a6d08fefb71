package dev.quern.manager.task;

import java.nio.ByteBuffer;

/** Where a task's result comes from, while its function runs. */
interface ResultSource {
    /**
     * Appends what there is, waiting until there is something; -1 at the end.
     *
     * @throws dev.quern.core.error.QuernException when it broke off, unless how the function ended says so
     */
    int read(ByteBuffer into);

    /** It is more than a little. */
    default void isLong() {}
}
