package dev.quern.gateway.http;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the route of a request in the one table; the first row that fits wins. */
public final class Router {
    private record Row(Route route, PathTemplate template) {}

    private final List<Row> rows;
    private final Map<String, List<Row>> bySize;
    private final List<Row> open;

    public Router(List<Route> routes) {
        rows = routes.stream()
                .map(route -> new Row(route, PathTemplate.of(route)))
                .toList();
        open = rows.stream().filter(row -> row.template().open()).toList();
        bySize = rows.stream()
                .filter(row -> !row.template().open())
                .collect(Collectors.groupingBy(row ->
                        key(row.route().method(), row.template().segments().size())));
    }

    public List<Route> routes() {
        return rows.stream().map(Row::route).toList();
    }

    record Match(Route route, Map<String, String> path) {}

    Match match(String method, String path) {
        List<String> segments = Arrays.asList(path.substring(1).split("/", -1));
        for (Row row : bySize.getOrDefault(key(method, segments.size()), List.of())) {
            Optional<Map<String, String>> parts = row.template().match(segments);
            if (parts.isPresent()) {
                return new Match(row.route(), parts.get());
            }
        }
        for (Row row : open) {
            String wanted = row.route().method();
            Optional<Map<String, String>> parts = wanted.equals(Route.ANY) || wanted.equals(method)
                    ? row.template().match(segments)
                    : Optional.empty();
            if (parts.isPresent()) {
                return new Match(row.route(), parts.get());
            }
        }
        String others = allowed(path);
        if (others.isEmpty()) {
            throw new QuernException(
                    ErrorCode.NOT_FOUND, "There is no such route", "See /v1/openapi.json for all routes.");
        }
        throw new QuernException(ErrorCode.METHOD_NOT_ALLOWED, "This route takes " + others + ", not " + method);
    }

    /** The methods of a path's routes, as the header {@code Allow} lists them; empty when there are none. */
    String allowed(String path) {
        List<String> segments = Arrays.asList(path.substring(1).split("/", -1));
        return rows.stream()
                .filter(row -> row.template().match(segments).isPresent())
                .map(row -> row.route().method())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String key(String method, int size) {
        return method + size;
    }
}
