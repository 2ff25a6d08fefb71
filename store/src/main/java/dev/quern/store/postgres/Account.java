package dev.quern.store.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The user the server runs as. PostgreSQL refuses to run as root; under root it gets an id of its
 * own, which needs no entry in the machine's {@code /etc/passwd} ({@link Launcher} shows it a private
 * one). Under any other user it runs as that user.
 *
 * @param id user and group id, 0 when the server simply runs as the caller
 * @param caller the name PostgreSQL's peer authentication knows our own connections by
 */
record Account(int id, String caller) {
    static final String NAME = "quern-postgres";

    /** A stretch systemd documents as unused by distributions and containers (UIDS-GIDS.md). */
    private static final int FIRST = 61_100;

    private static final int LAST = 61_183;

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Whoever owns an existing cluster keeps it; else a system user of that name; else a free id. */
    static Account choose(PostgresLayout layout) {
        if (!isRoot()) {
            return new Account(0, System.getProperty("user.name", "quern"));
        }
        List<String[]> known = passwd();
        return new Account(owner(layout.cluster()).or(() -> named(known)).orElseGet(() -> free(known)), "root");
    }

    boolean separate() {
        return id != 0;
    }

    private static Optional<Integer> owner(Path cluster) {
        try {
            return Files.isDirectory(cluster)
                    ? Optional.of((Integer) Files.getAttribute(cluster, "unix:uid"))
                            .filter(uid -> uid != 0)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Integer> named(List<String[]> known) {
        return known.stream()
                .filter(line -> line[0].equals(NAME))
                .map(line -> Integer.valueOf(line[2]))
                .findFirst();
    }

    private static int free(List<String[]> known) {
        for (int id = FIRST; id <= LAST; id++) {
            String text = Integer.toString(id);
            if (known.stream().noneMatch(line -> line[2].equals(text) || line[3].equals(text))) {
                return id;
            }
        }
        return FIRST;
    }

    private static List<String[]> passwd() {
        try {
            return Files.readAllLines(Path.of("/etc/passwd")).stream()
                    .map(line -> line.split(":", -1))
                    .filter(line -> line.length >= 4)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
