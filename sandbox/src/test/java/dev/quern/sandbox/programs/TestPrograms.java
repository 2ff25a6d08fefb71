package dev.quern.sandbox.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The programs of {@code src/test/c}, compiled static into {@code target/test-programs} when first asked
 * for, and again when the source is newer.
 */
public final class TestPrograms {
    private static final Path SOURCES = Path.of("src/test/c").toAbsolutePath();
    private static final Path COMPILED = Path.of("target/test-programs").toAbsolutePath();
    private static final Map<String, Path> READY = new ConcurrentHashMap<>();

    private TestPrograms() {}

    /** The function that misbehaves in every way there is; its modes are in {@code bad.c}. */
    public static Path bad() {
        return compiled("bad");
    }

    /** {@code probe NAME}: an attempt to get out, 0 if it was denied. All of {@code probes/} is one program. */
    public static Path probe() {
        return READY.computeIfAbsent("probe", name -> compile(name, sourcesIn(SOURCES.resolve("probes"))));
    }

    /** Executes a program under a seccomp filter. */
    public static Path underFilter() {
        return compiled("underfilter");
    }

    private static Path compiled(String name) {
        return READY.computeIfAbsent(name, n -> compile(n, List.of(SOURCES.resolve(n + ".c"))));
    }

    private static List<Path> sourcesIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file ->
                            file.toString().endsWith(".c") || file.toString().endsWith(".h"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path compile(String name, List<Path> sources) {
        Path program = COMPILED.resolve(name);
        try {
            if (isNewer(program, sources)) {
                return program;
            }
            Path fresh = Files.createTempFile(Files.createDirectories(COMPILED), "compiling", "");
            List<String> command = new ArrayList<>(List.of("gcc", "-D_GNU_SOURCE", "-static", "-O1", "-pthread"));
            command.addAll(List.of("-Wall", "-Wextra", "-Werror", "-o", fresh.toString()));
            sources.stream()
                    .map(Path::toString)
                    .filter(file -> file.endsWith(".c"))
                    .forEach(command::add);
            command.add("-lrt");
            Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
            String messages = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (gcc.waitFor() != 0) {
                throw new AssertionError(name + " does not compile:\n" + messages);
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            return Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isNewer(Path program, List<Path> sources) throws IOException {
        if (!Files.exists(program)) {
            return false;
        }
        for (Path source : sources) {
            if (Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) <= 0) {
                return false;
            }
        }
        return true;
    }
}
