package dev.quern.app.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a dead server may have left on this machine, as /proc and /sys show it. */
final class Machine {
    private Machine() {}

    /** Processes with {@code text} in their command line or environment's working set of names. */
    static List<Long> processes(String text) throws IOException {
        List<Long> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process : all.toList()) {
                String name = process.getFileName().toString();
                if (!name.chars().allMatch(Character::isDigit)) {
                    continue;
                }
                try {
                    String command = new String(Files.readAllBytes(process.resolve("cmdline")), StandardCharsets.UTF_8);
                    if (command.replace('\0', ' ').contains(text)) {
                        found.add(Long.parseLong(name));
                    }
                } catch (IOException e) {
                    // It ended in between.
                    continue;
                }
            }
        }
        return found;
    }

    /** Whether a process is there and more than a zombie that its parent has yet to reap. */
    static boolean runs(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Control groups anywhere below the cgroup mounts whose path holds {@code text}. */
    static List<Path> groups(String text) throws IOException {
        try (Stream<Path> all = Files.walk(Path.of("/sys/fs/cgroup"))) {
            return all.filter(Files::isDirectory)
                    .filter(p -> p.toString().contains(text))
                    .toList();
        } catch (java.io.UncheckedIOException e) {
            return groups(text);
        }
    }

    /** Mounts of this process's namespace whose line holds {@code text}. */
    static List<String> mounts(String text) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
                .filter(line -> line.contains(text))
                .toList();
    }
}
