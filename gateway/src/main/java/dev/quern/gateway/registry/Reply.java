package dev.quern.gateway.registry;

import dev.quern.objects.StoredObject;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An answer that is ready to be written. */
record Reply(int status, Map<String, String> headers, Body body) {
    private static final JsonType<ErrorList> ERRORS = Jsonb.instance().type(ErrorList.class);

    /** What follows the headers. */
    sealed interface Body {
        /** Nothing. */
        record None() implements Body {}

        /** A whole document. */
        record Document(byte[] bytes) implements Body {}

        /** A part of a stored blob, which is closed when it was sent. */
        record Stored(StoredObject object, long from, long length) implements Body {}
    }

    static Reply of(int status) {
        return new Reply(status, Map.of(), new Body.None());
    }

    static Reply json(byte[] bytes) {
        return new Reply(200, Map.of("Content-Type", "application/json"), new Body.Document(bytes));
    }

    static Reply error(Code code, String message) {
        return error(code.status(), code, message);
    }

    static Reply error(int status, Code code, String message) {
        ErrorList body = new ErrorList(List.of(new ErrorList.Entry(code.name(), message)));
        return new Reply(
                status, Map.of("Content-Type", "application/json"), new Body.Document(ERRORS.toJsonBytes(body)));
    }

    Reply with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Reply(status, more, body);
    }
}
