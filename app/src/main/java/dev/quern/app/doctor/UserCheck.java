package dev.quern.app.doctor;

import java.util.List;
import java.util.stream.Stream;

/** Who runs the server, and whether PostgreSQL, which refuses root, can be run beneath it. */
final class UserCheck implements Check {
    @Override
    public List<Finding> look(Machine machine) {
        if (!machine.isRoot()) {
            return List.of(Finding.missing(
                    "root", "an ordinary user", "Start the server with sudo; the other commands need no root."));
        }
        // The embedded server is shown a place of its own there, in its own mount namespace.
        boolean place = Stream.of("/mnt", "/srv", "/media", "/opt").anyMatch(machine::has);
        return List.of(
                Finding.ok("root", "yes"),
                place
                        ? Finding.ok("PostgreSQL", "runs as a user of its own")
                        : Finding.missing(
                                "PostgreSQL", "no folder to be shown in", "Make an empty directory: mkdir /mnt."));
    }
}
