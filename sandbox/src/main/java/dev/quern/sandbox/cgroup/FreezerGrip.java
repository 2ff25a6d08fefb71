package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The v1 freezer. A frozen v1 process ignores SIGKILL until it is thawed, so killing is freeze (nothing
 * forks, no number is reused), kill each, thaw, and again until nobody is left
 * (admin-guide/cgroup-v1/freezer-subsystem.rst).
 */
record FreezerGrip(GroupFs fs, Path directory) implements Grip {
    private static final Duration BOUND = Duration.ofSeconds(2);
    private static final Duration ROUND = Duration.ofMillis(20);
    static final String STATE = "freezer.state";

    @Override
    public boolean freeze() throws IOException {
        return freeze(BOUND);
    }

    /** The write is repeated: a group stays FREEZING when a process was forked at the wrong moment. */
    private boolean freeze(Duration bound) throws IOException {
        Path state = directory.resolve(STATE);
        return Poll.until(bound, () -> {
            fs.write(state, "FROZEN");
            return fs.read(state).strip().equals("FROZEN");
        });
    }

    @Override
    public void thaw() throws IOException {
        fs.write(directory.resolve(STATE), "THAWED");
    }

    @Override
    public void killAll() throws IOException {
        Poll.until(BOUND, () -> {
            freeze(ROUND);
            try {
                Processes.killEach(fs, directory);
            } finally {
                thaw();
            }
            return Poll.until(ROUND, this::isEmpty);
        });
    }

    @Override
    public boolean isEmpty() throws IOException {
        return Processes.of(fs, directory).isEmpty();
    }
}
