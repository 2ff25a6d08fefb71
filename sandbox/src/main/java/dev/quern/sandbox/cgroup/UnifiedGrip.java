package dev.quern.sandbox.cgroup;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The v2 tree, which needs no controller for this: {@code cgroup.freeze} (Linux 5.2), {@code
 * cgroup.kill} (5.14). Below 5.14 each process is killed while all are frozen; SIGKILL reaches a frozen
 * v2 group (admin-guide/cgroup-v2.rst, "cgroup.freeze").
 */
record UnifiedGrip(GroupFs fs, Path directory) implements Grip {
    private static final Duration BOUND = Duration.ofSeconds(2);

    @Override
    public boolean freeze() throws IOException {
        fs.write(directory.resolve("cgroup.freeze"), "1");
        return Poll.until(BOUND, () -> event("frozen") == 1);
    }

    @Override
    public void thaw() throws IOException {
        fs.write(directory.resolve("cgroup.freeze"), "0");
    }

    @Override
    public void killAll() throws IOException {
        Path kill = directory.resolve("cgroup.kill");
        if (fs.exists(kill)) {
            fs.write(kill, "1");
            return;
        }
        freeze();
        Processes.killEach(fs, directory);
        thaw();
    }

    @Override
    public boolean isEmpty() throws IOException {
        try {
            return event("populated") == 0;
        } catch (NoSuchFileException | FileNotFoundException e) {
            return true;
        }
    }

    private long event(String name) throws IOException {
        return Fields.of(fs.read(directory.resolve("cgroup.events")), name);
    }
}
