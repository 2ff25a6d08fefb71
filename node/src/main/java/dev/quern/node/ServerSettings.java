package dev.quern.node;

import dev.quern.core.value.DataSize;
import java.time.Duration;

/**
 * How a node keeps servers.
 *
 * @param memory that all instances together may be limited to
 * @param freezeAfter how long one stands idle before it is frozen
 * @param stopWait how long one has after SIGTERM
 */
public record ServerSettings(DataSize memory, Duration freezeAfter, Duration stopWait) {
    public static final ServerSettings DEFAULT =
            new ServerSettings(DataSize.ofMebibytes(8192), Duration.ofSeconds(5), Duration.ofSeconds(10));
}
