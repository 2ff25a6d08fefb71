package dev.quern.sandbox;

import dev.quern.core.error.QuernException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How sandboxes are made on this node.
 *
 * @param state a directory of this server alone, on a file system that can map owners; paths up to it
 *     hold no symbolic link
 * @param runtimes names of the runtimes to use where installed, the preferred one first
 * @param pids processes and threads at most in one sandbox
 * @param firstId the first host id given to sandboxes; a multiple of 65536, at least 65536
 * @param startLimit how long a sandbox may take to become ready, and init to answer
 * @param predecessorLimit how long a dead predecessor's sandboxes may take to end before the start fails
 */
public record SandboxSettings(
        Path state, List<String> runtimes, int pids, long firstId, Duration startLimit, Duration predecessorLimit) {
    public static final int DEFAULT_PIDS = 512;
    public static final long DEFAULT_FIRST_ID = 0x1000_0000L;
    public static final Duration DEFAULT_START_LIMIT = Duration.ofSeconds(20);
    public static final Duration DEFAULT_PREDECESSOR_LIMIT = Duration.ofSeconds(10);

    public SandboxSettings {
        state = state.toAbsolutePath().normalize();
        runtimes = List.copyOf(runtimes);
        if (pids < 8) {
            throw QuernException.invalid("A sandbox needs at least 8 processes, not " + pids);
        }
        if (firstId < IdRange.SIZE || firstId % IdRange.SIZE != 0 || firstId > 0xFFFE_0000L) {
            throw QuernException.invalid("Host ids start at a multiple of 65536 from 65536, not at " + firstId);
        }
    }

    public static SandboxSettings of(Path state) {
        return new SandboxSettings(
                state,
                List.of("crun", "runc"),
                DEFAULT_PIDS,
                DEFAULT_FIRST_ID,
                DEFAULT_START_LIMIT,
                DEFAULT_PREDECESSOR_LIMIT);
    }

    public SandboxSettings withPredecessorLimit(Duration limit) {
        return new SandboxSettings(state, runtimes, pids, firstId, startLimit, limit);
    }
}
