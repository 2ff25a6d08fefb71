package dev.quern.gateway.http;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the route of a request in the one table; the first row that fits wins. */
public final class Router {
    private final List<Route> routes;
    private final Map<String, List<Route>> bySize = new HashMap<>();

    public Router(List<Route> routes) {
        this.routes = List.copyOf(routes);
        for (Route route : routes) {
            int size = route.template().substring(1).split("/").length;
            bySize.merge(key(route.method(), size), List.of(route), (a, b) -> {
                List<Route> both = new java.util.ArrayList<>(a);
                both.addAll(b);
                return both;
            });
        }
    }

    public List<Route> routes() {
        return routes;
    }

    record Match(Route route, Map<String, String> path) {}

    Match match(String method, String path) {
        List<String> segments = Arrays.asList(path.substring(1).split("/", -1));
        for (Route route : bySize.getOrDefault(key(method, segments.size()), List.of())) {
            Optional<Map<String, String>> parts = route.match(segments);
            if (parts.isPresent()) {
                return new Match(route, parts.get());
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
        return routes.stream()
                .filter(route -> route.match(segments).isPresent())
                .map(Route::method)
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String key(String method, int size) {
        return method + size;
    }
}
