package dev.quern.core.recipe;

import java.util.List;
import java.util.Map;

/**
 * What {@code quern.yaml} says.
 *
 * @param base an image by the name it is known by, or {@code scratch}
 * @param build script lines; together they become one layer
 * @param run the program and its first arguments, empty to keep what the base runs
 * @param user as in an image's configuration, empty for the base's
 * @param workingDirectory absolute, empty for the base's
 */
public record Recipe(
        String base,
        List<PackageLine> packages,
        List<CopyLine> copy,
        List<ScriptLine> build,
        List<String> run,
        String user,
        String workingDirectory,
        Map<String, String> environment,
        RunDefaults defaults) {
    public static final String FILE = "quern.yaml";
    public static final String SCRATCH = "scratch";

    public Recipe {
        packages = List.copyOf(packages);
        copy = List.copyOf(copy);
        build = List.copyOf(build);
        run = List.copyOf(run);
        environment = Map.copyOf(environment);
    }

    /** Whether there is nothing to build: the base as it is, run in another way. */
    public boolean isBaseOnly() {
        return packages.isEmpty() && copy.isEmpty() && build.isEmpty() && user.isEmpty() && workingDirectory.isEmpty();
    }
}
