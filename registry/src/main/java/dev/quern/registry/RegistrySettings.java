package dev.quern.registry;

import dev.quern.core.error.QuernException;
import java.time.Duration;

/**
 * How long the registry keeps what nothing refers to.
 *
 * @param untagged manifests that no tag, index, version or subject keeps
 * @param unused blobs no manifest names; longer than any push takes from its first blob to its manifest
 * @param uploads uploads nobody goes on with
 * @param interval how often is looked
 */
public record RegistrySettings(Duration untagged, Duration unused, Duration uploads, Duration interval) {
    public static final RegistrySettings DEFAULT =
            new RegistrySettings(Duration.ofDays(7), Duration.ofHours(24), Duration.ofHours(24), Duration.ofHours(1));

    public RegistrySettings {
        if (interval.toMillis() < 1) {
            throw QuernException.invalid("registry.collect-every must be at least 1ms");
        }
    }
}
