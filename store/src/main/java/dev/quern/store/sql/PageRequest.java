package dev.quern.store.sql;

import dev.quern.core.error.QuernException;
import java.util.Optional;

/**
 * Which part of a listing is wanted.
 *
 * @param limit items at most, 1 to 1000
 * @param cursor from the page before, empty for the first
 */
public record PageRequest(int limit, Optional<String> cursor) {
    public static final int MAX = 1000;

    public PageRequest {
        if (limit < 1 || limit > MAX) {
            throw QuernException.invalid("A page holds 1 to " + MAX + " items, not " + limit);
        }
        if (cursor.isPresent() && cursor.get().length() > 1024) {
            throw Cursor.refused();
        }
    }

    public static PageRequest first(int limit) {
        return new PageRequest(limit, Optional.empty());
    }

    /** The cursor as a point in a listing by time and name; beyond everything for the first page. */
    public Cursor point() {
        return cursor.map(Cursor::parse).orElse(Cursor.BEFORE_ALL);
    }

    /** One more than asked for shows whether there is a next page. */
    public int fetch() {
        return limit + 1;
    }
}
