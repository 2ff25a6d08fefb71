package dev.quern.gateway.call;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the machine itself knows of functions' processes. */
final class HostProcesses {
    private HostProcesses() {}

    /** How many processes have {@code marker} among their arguments. */
    static long withArgument(String marker) {
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            return entries.filter(
                            p -> Character.isDigit(p.getFileName().toString().charAt(0)))
                    .filter(p -> hasArgument(p, marker))
                    .count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean hasArgument(Path process, String marker) {
        try {
            String line = Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return java.util.Arrays.asList(line.split("\0")).contains(marker);
        } catch (IOException e) {
            // It ended meanwhile.
            return false;
        }
    }
}
