package dev.quern.sandbox;

import dev.quern.sandbox.cgroup.Cgroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the spawner's child gets into a cgroup, by the two ways that do not wait for the whole machine.
 *
 * @param unified the v2 group's directory, which the child is born in
 * @param tasks of the v1 groups, which the child, still a single thread, writes itself to
 */
record Entry(Optional<Path> unified, List<Path> tasks) {
    static final Entry NONE = new Entry(Optional.empty(), List.of());

    static Entry of(Cgroup cgroup) {
        Optional<Path> unified = Optional.empty();
        List<Path> tasks = new ArrayList<>();
        for (Path procs : cgroup.procsFiles()) {
            Path file = procs.resolveSibling("tasks");
            if (Files.exists(file)) {
                tasks.add(file);
            } else {
                unified = Optional.ofNullable(procs.getParent());
            }
        }
        return new Entry(unified, List.copyOf(tasks));
    }
}
