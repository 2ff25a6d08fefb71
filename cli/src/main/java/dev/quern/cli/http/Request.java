package dev.quern.cli.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request.
 *
 * @param target path and query, already percent-encoded, below the endpoint's path
 * @param answerMillis how long the server may stay silent, 0 for ever
 */
public record Request(String method, String target, Map<String, String> headers, Body body, int answerMillis) {
    private static final int PATIENT = 0;
    private static final int USUAL = 120_000;

    public Request {
        headers.forEach((name, value) -> {
            if (!clean(name) || !clean(value)) {
                throw new IllegalArgumentException("a header holds a line break or a character beyond ASCII: " + name);
            }
        });
        headers = Map.copyOf(headers);
    }

    public static Request of(String method, String target) {
        return new Request(method, target, Map.of(), Body.NONE, USUAL);
    }

    public Request header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Request(method, target, more, body, answerMillis);
    }

    public Request body(Body content) {
        return new Request(method, target, headers, content, answerMillis);
    }

    /** For answers that take as long as a function runs. */
    public Request patient() {
        return new Request(method, target, headers, body, PATIENT);
    }

    private static boolean clean(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }
}
