package dev.quern.app.doctor;

import java.util.List;
import java.util.Set;

/** The other programs from Debian packages. */
final class PackageCheck implements Check {
    /** {@link RuntimeCheck} has more to say about these. */
    private static final Set<String> ELSEWHERE = Set.of("crun", "runc");

    private final Set<Need> needs;

    PackageCheck(Set<Need> needs) {
        this.needs = needs;
    }

    @Override
    public List<Finding> look(Machine machine) {
        return Packages.of(needs).stream()
                .filter(p -> !ELSEWHERE.contains(p.name()))
                .map(p -> machine.find(p.probe())
                        .map(path -> Finding.ok(p.name(), path.toString()))
                        .orElseGet(() -> Finding.missing(
                                p.name(), "not installed, needed to " + p.need(), Packages.command(List.of(p.name())))))
                .toList();
    }
}
