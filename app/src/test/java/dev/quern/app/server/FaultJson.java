package dev.quern.app.server;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.Map;

/** Answers read as an outsider does, by names and not by the program's own types. */
final class FaultJson {
    private static final JsonType<Object> ANY = Jsonb.instance().type(Object.class);

    private FaultJson() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(String json) {
        return (Map<String, Object>) ANY.fromJson(json);
    }

    static int number(Map<String, Object> object, String name) {
        return object.get(name) instanceof Number number ? number.intValue() : 0;
    }
}
