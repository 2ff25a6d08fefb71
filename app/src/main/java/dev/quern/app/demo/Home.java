package dev.quern.app.demo;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where the program was started from.
 *
 * @param folder the project or the unpacked distribution, as the launcher says in QUERN_HOME
 */
public record Home(Path folder) {
    public static Home of(Map<String, String> environment) {
        return new Home(Path.of(environment.getOrDefault("QUERN_HOME", "")).toAbsolutePath());
    }

    /** How to start the program from the current folder. */
    String program() {
        return folder.equals(Path.of("").toAbsolutePath())
                ? "./quern"
                : folder.resolve("quern").toString();
    }

    /** A file beneath the folder, as short as the current folder allows. */
    Path shown(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return file.startsWith(here) ? here.relativize(file) : file;
    }
}
