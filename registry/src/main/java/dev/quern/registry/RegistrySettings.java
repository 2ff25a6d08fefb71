package dev.quern.registry;

import dev.quern.core.error.QuernException;
import dev.quern.store.registry.Quota;
import java.time.Duration;

/**
 * How long the registry keeps what nothing refers to, and how much it keeps.
 *
 * @param untagged manifests that no tag, index, version or subject keeps
 * @param unused blobs no manifest names; longer than any push takes from its first blob to its manifest
 * @param uploads uploads nobody goes on with
 * @param interval how often is looked
 * @param quota of each namespace
 */
public record RegistrySettings(Duration untagged, Duration unused, Duration uploads, Duration interval, Quota quota) {
    public static final RegistrySettings DEFAULT = new RegistrySettings(
            Duration.ofDays(7), Duration.ofHours(24), Duration.ofHours(24), Duration.ofHours(1), Quota.NONE);

    public RegistrySettings {
        if (interval.toMillis() < 1) {
            throw QuernException.invalid("registry.collect-every must be at least 1ms");
        }
    }
}
