package dev.quern.app.doctor;

import java.util.ArrayList;
import java.util.List;

/** Limits that a few hundred sandboxes run into. */
final class LimitsCheck implements Check {
    private static final long FILES = 4096;
    private static final long PIDS = 32_768;
    private static final long INOTIFY = 128;
    private static final String OPEN_FILES = "Max open files";

    @Override
    public List<Finding> look(Machine machine) {
        List<Finding> found = new ArrayList<>();
        long files = openFiles(machine);
        found.add(
                files >= FILES
                        ? Finding.ok("open files", Long.toString(files))
                        : Finding.hurts("open files", Long.toString(files), "Raise the hard limit: ulimit -Hn 65536."));
        found.add(sysctl(machine, "kernel.pid_max", PIDS, 4_194_304));
        found.add(sysctl(machine, "fs.inotify.max_user_instances", INOTIFY, 1024));
        return found;
    }

    /** The hard limit, which the JVM raises its own to; proc_pid_limits(5). */
    private static long openFiles(Machine machine) {
        return machine.read("/proc/self/limits")
                .lines()
                .filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+")[1])
                .mapToLong(hard -> hard.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(hard))
                .findFirst()
                .orElse(0);
    }

    private static Finding sysctl(Machine machine, String name, long least, long better) {
        long value = machine.number("/proc/sys/" + name.replace('.', '/')).orElse(0L);
        return value >= least
                ? Finding.ok(name, Long.toString(value))
                : Finding.hurts(name, Long.toString(value), "Raise it: sysctl " + name + "=" + better + ".");
    }
}
