package dev.quern.store.sql;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A column of values bound as one array: what {@code unnest} turns into rows. */
public final class SqlArray {
    private final String type;
    private final @Nullable Object[] values;

    private SqlArray(String type, @Nullable Object[] values) {
        this.type = type;
        this.values = values;
    }

    /**
     * One value of each item.
     *
     * @param type PostgreSQL's name of the elements' type
     * @param value text, numbers, byte arrays, or anything whose toString the database reads; null for NULL
     */
    public static <T> SqlArray of(String type, Collection<T> items, Function<T, @Nullable Object> value) {
        if (type.equals("bytea")) {
            return new SqlArray(type, items.stream().map(value).toArray(byte[][]::new));
        }
        return new SqlArray(type, items.stream().map(value).toArray());
    }

    public static <T> SqlArray ints(Collection<T> items, ToIntFunction<T> value) {
        return of("int4", items, value::applyAsInt);
    }

    public static <T> SqlArray longs(Collection<T> items, ToLongFunction<T> value) {
        return of("int8", items, value::applyAsLong);
    }

    public static SqlArray uuids(Collection<UUID> ids) {
        return of("uuid", ids, id -> id);
    }

    public static SqlArray texts(List<String> texts) {
        return of("text", texts, text -> text);
    }

    String type() {
        return type;
    }

    @Nullable
    Object[] values() {
        return values;
    }
}
