package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Acknowledged means done, and recorded once: tasks at load while the server, the database and running
 * sandboxes are killed at random. Five minutes; {@code ./quern test faults MINUTES} takes as many as it is
 * given. The seed is printed, and {@code -Dquern.fault.seed} repeats the choices, though not the timing.
 */
class FaultTest {
    private static final Duration DURATION = Duration.ofMinutes(Long.getLong("quern.fault.minutes", 5));
    private static final long SEED = Long.getLong("quern.fault.seed", System.nanoTime());

    @TempDir
    Path directory;

    @Test
    void everyAcknowledgedTaskHasOneOutcomeWhateverIsKilled() throws Exception {
        System.out.println("faults: seed " + SEED + ", " + DURATION.toMinutes() + " minutes");
        Path data = Files.createDirectory(directory.resolve("data"));
        FaultEffects effects = FaultEffects.in(directory.resolve("effects"));
        Files.writeString(
                data.resolve("quern.properties"), "node.running=8\nmount.allow=" + effects.directory() + "\n");
        FaultServer server = new FaultServer(data);
        try {
            server.deploy(Busybox.archive(directory), effects.directory());
            FaultLoad load = new FaultLoad(server, SEED);
            load.start();
            FaultKills kills = new FaultKills(server, SEED);
            long end = System.nanoTime() + DURATION.toNanos();
            while (System.nanoTime() < end) {
                kills.next();
            }
            load.stop();
            System.out.println("faults: " + kills + "; " + load);
            FaultChecker checker = new FaultChecker(server, load.acknowledged(), effects);
            checker.awaitEnd();
            System.out.println("faults: " + checker.check());
            assertThat(kills.count()).as("kills").isGreaterThanOrEqualTo((int) DURATION.toMinutes() * 3);
            assertThat(load.acknowledged()).hasSizeGreaterThan((int) DURATION.toSeconds() * 10);
            assertThat(checker.faults()).isEmpty();
        } finally {
            server.stop();
        }
    }
}
