package dev.quern.manager.build;

import dev.quern.core.access.Principal;
import dev.quern.core.build.BuildRecord;
import java.nio.file.Path;
import java.util.UUID;

/**
 * A build that waits or runs.
 *
 * @param work its folder, with the directory that was sent in {@code context}
 */
record BuildJob(BuildRecord build, Principal who, Plan plan, Path work, Watchdog watchdog) {
    UUID id() {
        return build.id();
    }
}
