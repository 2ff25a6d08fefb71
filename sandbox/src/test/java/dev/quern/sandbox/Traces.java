package dev.quern.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What sandboxes leave on the machine: runtime records, bundles, control groups, processes, mounts. */
final class Traces {
    private Traces() {}

    static List<String> of(SandboxSettings settings) {
        List<String> found = new ArrayList<>();
        StateDirectory state = new StateDirectory(settings.state());
        for (Path place : List.of(state.bundles(), state.runtime("crun"), state.runtime("runc"))) {
            Trees.names(place).forEach(name -> found.add(place.resolve(name).toString()));
        }
        String instance = state.instance();
        try (Stream<Path> groups = Files.walk(Path.of("/sys/fs/cgroup"), 4)) {
            groups.map(Path::toString)
                    .filter(p -> p.contains("quern/" + instance + "/s"))
                    .forEach(found::add);
        } catch (IOException | UncheckedIOException e) {
            found.add("cgroups that vanish: " + e.getMessage());
        }
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            processes
                    .filter(p -> read(p.resolve("cgroup")).contains("quern/" + instance))
                    .forEach(p -> found.add(p + " " + read(p.resolve("cmdline"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        read(Path.of("/proc/self/mountinfo"))
                .lines()
                .filter(line -> line.contains(settings.state().toString()))
                .forEach(found::add);
        return found;
    }

    static long descriptors() {
        return Trees.names(Path.of("/proc/self/fd")).size();
    }

    /** Empty for a process that has ended meanwhile. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }
}
