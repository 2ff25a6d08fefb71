package dev.quern.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Memory of the machine and of processes, in KiB. */
final class Memory {
    private Memory() {}

    static long available() throws IOException {
        return number(Path.of("/proc/meminfo"), "MemAvailable:");
    }

    /** What processes have to themselves whose command begins so. */
    static long of(String command) throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(p -> p.getFileName().toString().chars().allMatch(Character::isDigit))
                    .mapToLong(p -> of(p, command))
                    .sum();
        }
    }

    private static long of(Path process, String command) {
        try {
            return Files.readString(process.resolve("cmdline")).startsWith(command)
                    ? number(process.resolve("status"), "RssAnon:")
                    : 0;
        } catch (IOException e) {
            // It has ended.
            return 0;
        }
    }

    private static long number(Path file, String name) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException(file + " has no " + name);
    }
}
