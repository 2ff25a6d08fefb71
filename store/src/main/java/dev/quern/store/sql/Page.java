package dev.quern.store.sql;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a listing, newest first.
 *
 * @param next the cursor of the following page, empty on the last
 */
public record Page<T>(List<T> items, Optional<String> next) {
    public Page {
        items = List.copyOf(items);
    }

    /** Cuts {@code found}, which was asked for one row more than the page holds. */
    public static <T> Page<T> cut(List<T> found, PageRequest request, Function<T, String> cursor) {
        if (found.size() <= request.limit()) {
            return new Page<>(found, Optional.empty());
        }
        List<T> items = found.subList(0, request.limit());
        return new Page<>(items, Optional.of(cursor.apply(items.getLast())));
    }
}
