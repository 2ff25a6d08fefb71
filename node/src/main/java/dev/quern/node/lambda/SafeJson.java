package dev.quern.node.lambda;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** JSON that functions wrote. */
final class SafeJson {
    private static final int MOST_DEPTH = 64;
    private static final JsonType<Object> ANY = Jsonb.instance().type(Object.class);

    private SafeJson() {}

    /** Empty unless the text is one object and nothing else; strings in it have some hundred KiB at most. */
    static Optional<Map<?, ?>> object(String text) {
        String json = text.strip();
        if (!isOneObject(json)) {
            return Optional.empty();
        }
        try {
            return ANY.fromJson(json) instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** The value as a text, empty when it is none. */
    static String string(@Nullable Object value) {
        return value instanceof String s ? s : "";
    }

    /** Whether brackets pair up, not too deeply, from the first character to the last: the parser recurses. */
    private static boolean isOneObject(String json) {
        int depth = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
                continue;
            }
            switch (c) {
                case '"' -> quoted = true;
                case '{', '[' -> depth++;
                case '}', ']' -> {
                    depth--;
                    if (depth == 0) {
                        return i == json.length() - 1 && json.charAt(0) == '{';
                    }
                }
                default -> {}
            }
            if (depth < 1 || depth > MOST_DEPTH) {
                return false;
            }
        }
        return false;
    }
}
