package dev.quern.store.object;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.util.Map;

/** Names and values as a JSON object. */
final class HeaderJson {
    private static final JsonType<Map<String, String>> TYPE =
            Jsonb.instance().type(String.class).map();

    private HeaderJson() {}

    static String write(Map<String, String> headers) {
        return headers.isEmpty() ? "{}" : TYPE.toJson(headers);
    }

    static Map<String, String> read(String json) {
        return json.equals("{}") ? Map.of() : TYPE.fromJson(json);
    }
}
