package dev.quern.manager.build;

import dev.quern.core.value.DataSize;
import java.time.Duration;
import java.util.Optional;

/**
 * What builds may use.
 *
 * @param network whether a build's commands reach the machine's network; else they have none
 * @param memory of one build with everything it starts
 * @param pids processes and threads of one build
 * @param timeout from its start to its image
 * @param atOnce builds that run side by side
 * @param queue builds that may wait
 * @param context bytes of a directory that is sent, unpacked
 * @param cache bytes of bases and layers kept for later builds; beyond it all are dropped
 * @param age how long an ended build is remembered, with its log; its row longer while a version has its image
 * @param baseMirror a registry asked for bases instead of docker.io: {@code mirror.example:5000/hub}
 * @param packageMirror a Debian mirror asked instead of deb.debian.org, without the trailing slash
 * @param firstId the first of 65,536 host ids that builds run as
 */
public record BuildSettings(
        boolean network,
        DataSize memory,
        int pids,
        Duration timeout,
        int atOnce,
        int queue,
        DataSize context,
        DataSize cache,
        Duration age,
        Optional<String> baseMirror,
        Optional<String> packageMirror,
        long firstId) {
    public static final BuildSettings DEFAULT = new BuildSettings(
            false,
            DataSize.ofMebibytes(2048),
            1_024,
            Duration.ofMinutes(15),
            1,
            100,
            DataSize.ofMebibytes(1024),
            DataSize.ofMebibytes(20 * 1024),
            Duration.ofDays(30),
            Optional.empty(),
            Optional.empty(),
            0x0FFF_0000L);
}
