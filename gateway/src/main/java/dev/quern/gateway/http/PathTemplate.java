package dev.quern.gateway.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A route's template, cut once and not for every request. */
record PathTemplate(List<String> segments, boolean open) {
    static PathTemplate of(Route route) {
        List<String> segments = List.of(route.template().substring(1).split("/"));
        boolean open = segments.getLast().endsWith("...}");
        return new PathTemplate(open ? segments.subList(0, segments.size() - 1) : segments, open);
    }

    /** The path's parts by name when the path fits. */
    Optional<Map<String, String>> match(List<String> path) {
        if (open ? path.size() < segments.size() : path.size() != segments.size()) {
            return Optional.empty();
        }
        for (int i = 0; i < segments.size(); i++) {
            String wanted = segments.get(i);
            if (!wanted.startsWith("{") && !wanted.equals(path.get(i))) {
                return Optional.empty();
            }
        }
        Map<String, String> parts = new HashMap<>();
        for (int i = 0; i < segments.size(); i++) {
            String wanted = segments.get(i);
            if (wanted.startsWith("{")) {
                parts.put(wanted.substring(1, wanted.length() - 1), decode(path.get(i)));
            }
        }
        return Optional.of(parts);
    }

    private static String decode(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        try {
            return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }
}
