package dev.quern.gateway.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One row of the route table.
 *
 * @param template as in the documents: {@code /v1/functions/{ns}/{name}/calls}
 * @param waits whether the action may wait, for the store or for anything; it runs on a virtual thread then,
 *     otherwise on the HTTP server's own
 */
public record Route(String method, String template, Action action, boolean waits) {
    public Route(String method, String template, Action action) {
        this(method, template, action, true);
    }

    /** What a route does. Exceptions become error answers; the action ends the exchange otherwise. */
    @FunctionalInterface
    public interface Action {
        void handle(Exchange exchange) throws Exception;
    }

    /** The path's parts by name when the path fits the template. */
    Optional<Map<String, String>> match(List<String> segments) {
        String[] wanted = template.substring(1).split("/");
        if (wanted.length != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                parts.put(wanted[i].substring(1, wanted[i].length() - 1), decode(segments.get(i)));
            } else if (!wanted[i].equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(parts);
    }

    private static String decode(String segment) {
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
