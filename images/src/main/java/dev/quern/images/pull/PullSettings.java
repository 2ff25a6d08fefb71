package dev.quern.images.pull;

import dev.quern.core.error.QuernException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How images are pulled.
 *
 * @param mirrors by registry, what to ask before it, in order
 */
public record PullSettings(Map<String, List<URI>> mirrors) {
    public static final PullSettings DEFAULT = new PullSettings(Map.of());

    public PullSettings {
        mirrors = Map.copyOf(mirrors);
    }

    /** Parses {@code docker.io=https://mirror.example.com/hub,…}; a registry may come more than once. */
    public static PullSettings parse(String text) {
        Map<String, List<URI>> mirrors = new LinkedHashMap<>();
        for (String entry : text.split(",")) {
            if (!entry.isBlank()) {
                String[] sides = entry.trim().split("=", 2);
                mirrors.computeIfAbsent(sides[0].trim(), _ -> new ArrayList<>())
                        .add(sides.length == 2 ? uri(sides[1].trim()) : uri(""));
            }
        }
        return new PullSettings(mirrors);
    }

    private static URI uri(String text) {
        try {
            URI uri = URI.create(text.replaceFirst("/+$", ""));
            if (List.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the one message.
        }
        throw QuernException.invalid(
                "'" + text + "' is not a mirror", "Write REGISTRY=URL, for example docker.io=https://mirror.local.");
    }
}
