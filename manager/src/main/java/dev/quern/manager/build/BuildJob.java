package dev.quern.manager.build;

import dev.quern.core.access.Principal;
import dev.quern.core.build.BuildRecord;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A build that waits or runs.
 *
 * @param work its folder, with the directory that was sent in {@code context}
 * @param ending held while its outcome is decided: an image gets its name and the row its end, or a cancel comes first
 */
record BuildJob(BuildRecord build, Principal who, Plan plan, Path work, Watchdog watchdog, ReentrantLock ending) {
    UUID id() {
        return build.id();
    }
}
