package dev.quern.cli.http;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Builds a target: {@code Query.of("/v1/images").add("name", n)}. */
public final class Query {
    private final StringBuilder text;
    private boolean asked;

    private Query(String path) {
        text = new StringBuilder(path);
    }

    public static Query of(String path) {
        return new Query(path);
    }

    public Query add(String name, String value) {
        text.append(asked ? '&' : '?').append(name).append('=').append(encode(value));
        asked = true;
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /** Percent-encodes for a path segment or a query value. */
    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
