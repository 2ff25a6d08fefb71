package dev.quern.app.server;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Kills one thing after another, with -9, and brings the server back. */
final class FaultKills {
    private enum Victim {
        SERVER,
        DATABASE,
        SANDBOX
    }

    private static final int LEAST_MILLIS = 2_000;
    private static final int MORE_MILLIS = 6_000;

    private final FaultServer server;
    private final Random random;
    private final Map<Victim, Integer> killed = new EnumMap<>(Victim.class);

    FaultKills(FaultServer server, long seed) {
        this.server = server;
        this.random = new Random(seed);
    }

    /** Waits a random time, then kills a random victim. */
    void next() throws IOException, InterruptedException {
        Thread.sleep(LEAST_MILLIS + random.nextInt(MORE_MILLIS));
        Victim victim = Victim.values()[random.nextInt(Victim.values().length)];
        boolean done = switch (victim) {
            case SERVER -> {
                server.kill();
                server.start();
                yield true;
            }
            case DATABASE -> kill(server.database());
            case SANDBOX -> {
                List<Long> all = server.sandboxes();
                yield !all.isEmpty() && kill(ProcessHandle.of(all.get(random.nextInt(all.size()))));
            }
        };
        if (done) {
            killed.merge(victim, 1, Integer::sum);
        }
    }

    private static boolean kill(Optional<ProcessHandle> process) {
        return process.map(ProcessHandle::destroyForcibly).orElse(false);
    }

    int count() {
        return killed.values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public String toString() {
        return "killed " + killed;
    }
}
