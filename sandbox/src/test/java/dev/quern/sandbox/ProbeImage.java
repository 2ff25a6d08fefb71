package dev.quern.sandbox;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.quern.sandbox.programs.TestPrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** The busybox image with the probes in it, once more as a set-uid program of root. */
final class ProbeImage {
    static final Path TREE = make();
    private static final Map<String, List<String>> PROBES = list();

    private ProbeImage() {}

    /** @param kind {@code escape}, {@code hold} or {@code neighbour}, see probe.h */
    static List<String> probes(String kind) {
        return PROBES.getOrDefault(kind, List.of());
    }

    private static Path make() {
        try {
            Path tree = BusyboxTree.make(Files.createDirectories(Shared.DIRECTORY.resolve("probe-tree")));
            Files.copy(TestPrograms.probe(), tree.resolve("bin/probe"));
            Path setuid = Files.copy(TestPrograms.probe(), tree.resolve("bin/setuid-probe"));
            Files.setPosixFilePermissions(tree.resolve("bin/probe"), PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setAttribute(setuid, "unix:mode", 06755);
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, List<String>> list() {
        try {
            Process probe = new ProcessBuilder(TestPrograms.probe().toString(), "--list").start();
            return new String(probe.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" "))
                    .collect(groupingBy(words -> words[0], mapping(words -> words[1], toList())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
