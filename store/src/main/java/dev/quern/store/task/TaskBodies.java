package dev.quern.store.task;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Where inputs and results live that are too long for a row. A body is written, durably, before the row that
 * refers to it, and collected once no row does.
 */
public interface TaskBodies {
    /**
     * Writes a body whole or not at all, replacing one of that name; reads {@code from} to its end.
     *
     * @param most longer is refused
     * @return how many bytes it has
     * @throws dev.quern.core.error.QuernException body_too_large, disk_full
     */
    long write(BodyName name, InputStream from, long most) throws IOException;

    /** The body from its beginning, to be closed by the caller; empty when there is none. */
    Optional<InputStream> open(BodyName name) throws IOException;

    /** Removes a body if it is there. */
    void delete(BodyName name) throws IOException;

    /**
     * Removes bodies, and what unfinished writes left, that are not referred to.
     *
     * @param before only what was written before this time: a younger one's row may be on its way
     * @param referred keeps of the names it is given those that a row refers to
     * @return how many were removed
     */
    int sweep(Instant before, UnaryOperator<Set<BodyName>> referred) throws IOException;
}
