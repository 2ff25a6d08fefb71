package dev.quern.app.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** OCI runtimes: one is needed, crun is the fast one. */
final class RuntimeCheck implements Check {
    @Override
    public List<Finding> look(Machine machine) {
        List<Finding> found = new ArrayList<>();
        Optional<Path> crun = machine.find("crun");
        Optional<Path> runc = machine.find("runc");
        crun.ifPresent(path -> found.add(Finding.ok("crun", machine.firstLine(path, "--version"))));
        runc.ifPresent(path -> found.add(Finding.ok("runc", machine.firstLine(path, "--version"))));
        if (crun.isEmpty()) {
            String fix = Packages.command(List.of("crun"));
            found.add(
                    runc.isPresent()
                            ? Finding.hurts("crun", "not installed; runc makes a sandbox four times slower", fix)
                            : Finding.missing("crun", "not installed", fix));
        }
        return found;
    }
}
