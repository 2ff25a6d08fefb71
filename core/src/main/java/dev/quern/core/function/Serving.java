package dev.quern.core.function;

import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.Optional;

/**
 * What is to be known of a server in a container.
 *
 * @param port it listens on, which it is told as {@code PORT}; 1 to 65535
 * @param readyPath a path that answers 200 once it is ready; without one it is ready when it accepts a connection
 * @param startLimit how long it may take to be ready, 100 ms to 15 min
 * @param h2c whether it is spoken to in HTTP/2 without TLS, by prior knowledge (RFC 9113 section 3.3)
 */
public record Serving(int port, Optional<String> readyPath, Duration startLimit, boolean h2c) {
    private static final Duration LEAST = Duration.ofMillis(100);
    private static final Duration MOST = Duration.ofMinutes(15);

    /** Behind the bounds it is checked against. */
    public static final Serving DEFAULT = new Serving(8080, Optional.empty(), Duration.ofSeconds(30), false);

    public Serving {
        if (port < 1 || port > 65_535) {
            throw QuernException.invalid("--port is out of range", "Use 1 to 65535.");
        }
        readyPath.ifPresent(path -> {
            if (!path.startsWith("/") || path.length() > 1024 || !path.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw QuernException.invalid("--ready-path must be a path like /health");
            }
        });
        if (startLimit.compareTo(LEAST) < 0 || startLimit.compareTo(MOST) > 0) {
            throw QuernException.invalid("--start-limit is out of range", "Use 100ms to 15m.");
        }
    }
}
