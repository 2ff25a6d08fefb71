package dev.quern.cli.json;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import io.avaje.json.JsonException;
import io.avaje.jsonb.Jsonb;
import java.util.List;

/** JSON by the adapters generated at compile time. */
public final class Json {
    private static final Jsonb JSONB = Jsonb.builder().build();

    private Json() {}

    /** @param from what the text is, for the message when it is not JSON of this shape */
    public static <T> T read(Class<T> type, byte[] text, String from) {
        try {
            T value = JSONB.type(type).fromJson(text);
            if (value != null) {
                return value;
            }
            throw new JsonException("it is null");
        } catch (JsonException | IllegalStateException | NullPointerException e) {
            throw new QuernException(
                    ErrorCode.INTERNAL, from + " does not hold what it should: " + e.getMessage(), null, e);
        }
    }

    public static String text(Object value) {
        return JSONB.toJson(value);
    }

    public static String pretty(Object value) {
        return Pretty.print(text(value));
    }

    public static <T> String pretty(Class<T> type, List<T> values) {
        return Pretty.print(JSONB.type(type).list().toJson(values));
    }

    /** The value as maps, lists and plain values, in the order of its fields. */
    public static Object tree(Object value) {
        return JSONB.type(Object.class).fromJson(text(value));
    }
}
