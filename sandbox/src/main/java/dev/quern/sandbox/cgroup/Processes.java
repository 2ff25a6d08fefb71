package dev.quern.sandbox.cgroup;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** The processes a group's {@code cgroup.procs} lists. */
final class Processes {
    static final String FILE = "cgroup.procs";

    private Processes() {}

    /** Process ids in this process's pid namespace; one outside of it is listed as 0 and left out. */
    static List<Long> of(GroupFs fs, Path directory) throws IOException {
        try {
            return fs.read(directory.resolve(FILE))
                    .lines()
                    .map(Long::parseLong)
                    .filter(pid -> pid > 0)
                    .toList();
        } catch (NoSuchFileException | FileNotFoundException e) {
            return List.of();
        }
    }

    /** Between reading a number and killing it the process may end and the number be reused, unless it is frozen. */
    static void killEach(GroupFs fs, Path directory) throws IOException {
        for (long pid : of(fs, directory)) {
            fs.kill(pid);
        }
    }
}
