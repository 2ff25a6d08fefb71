package dev.quern.app.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** What functions did, in the order they did it: one line for each attempt that began. */
record FaultEffects(Path directory) {
    /** @param input what the task was given */
    record Effect(String task, int attempt, String input) {}

    static FaultEffects in(Path directory) throws IOException {
        Files.createDirectory(directory);
        Path file = Files.createFile(directory.resolve("lines"));
        // The function runs as a user of the image.
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        return new FaultEffects(directory.toRealPath());
    }

    /** A line that a kill cut short would be a failure of its own: appends of this size are whole. */
    List<Effect> read() throws IOException {
        return Files.readAllLines(directory.resolve("lines")).stream()
                .map(line -> line.split(" ", 3))
                .map(part -> new Effect(part[0], Integer.parseInt(part[1]), part[2]))
                .toList();
    }
}
