package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a group away, in whichever of its directories it exists: it may be half made, or a dead
 * server's. A directory is removed when nobody lives in it; groups made below it go first.
 */
record Removal(GroupFs fs, Grip grip, List<Path> directories) {
    private static final Duration BOUND = Duration.ofSeconds(5);

    static Removal of(GroupFs fs, Layout layout, String id) {
        List<Path> all = new ArrayList<>();
        layout.homes().forEach(home -> all.add(home.resolve(id)));
        layout.strays().forEach(home -> all.add(home.resolve(id)));
        return new Removal(fs, layout.grip(id), all);
    }

    void run() throws IOException {
        if (fs.exists(grip.directory()) && !grip.isEmpty()) {
            grip.killAll();
        }
        IOException first = null;
        for (Path directory : directories) {
            try {
                remove(directory);
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** rmdir answers EBUSY as long as a process is dying or a child is there. */
    private void remove(Path directory) throws IOException {
        IOException[] last = new IOException[1];
        boolean gone = Poll.until(BOUND, () -> {
            try {
                fs.removeDirectory(directory);
                return true;
            } catch (NoSuchFileException e) {
                return true;
            } catch (IOException e) {
                last[0] = e;
                for (Path child : fs.children(directory)) {
                    remove(child);
                }
                killTheUnreached(directory);
                return false;
            }
        });
        if (!gone && last[0] != null) {
            throw last[0];
        }
    }

    /** A process that joined this hierarchy but not the one that kills: its maker died in between. */
    private void killTheUnreached(Path directory) throws IOException {
        if (directory.equals(grip.directory())) {
            return;
        }
        if (fs.exists(directory.resolve("cgroup.freeze"))) {
            new UnifiedGrip(fs, directory).killAll();
        } else if (fs.exists(directory.resolve(FreezerGrip.STATE))) {
            new FreezerGrip(fs, directory).killAll();
        } else {
            Processes.killEach(fs, directory);
        }
    }
}
