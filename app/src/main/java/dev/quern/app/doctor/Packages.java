package dev.quern.app.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The list of Debian packages, which dev/packages.sh reads too. */
final class Packages {
    /** @param probe a program's name, or the absolute path of a file, that shows the package is there */
    record Listed(Need need, String probe, String name) {}

    private Packages() {}

    static List<Listed> of(Set<Need> needs) {
        try (InputStream in = Objects.requireNonNull(Packages.class.getResourceAsStream("packages"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.split("\\s+"))
                    .map(fields -> new Listed(Need.valueOf(fields[0]), fields[1], fields[2]))
                    .filter(listed -> needs.contains(listed.need()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> missing(Machine machine, Set<Need> needs) {
        return of(needs).stream()
                .filter(p -> machine.find(p.probe()).isEmpty())
                .map(Listed::name)
                .toList();
    }

    static String command(List<String> names) {
        return "apt-get install --no-install-recommends " + String.join(" ", names);
    }
}
