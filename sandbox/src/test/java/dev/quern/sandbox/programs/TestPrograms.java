package dev.quern.sandbox.programs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

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

    /** {@code probe NAME}: an attempt to get out, 0 if it was denied. */
    public static Path probe() {
        return compiled("probes/probe");
    }

    /** Executes a program under a seccomp filter. */
    public static Path underFilter() {
        return compiled("underfilter");
    }

    /** @param name path below {@code src/test/c} without {@code .c} */
    public static Path compiled(String name) {
        return READY.computeIfAbsent(name, TestPrograms::compile);
    }

    private static Path compile(String name) {
        Path source = SOURCES.resolve(name + ".c");
        Path program = COMPILED.resolve(name);
        try {
            if (Files.exists(program)
                    && Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) > 0) {
                return program;
            }
            Path fresh = Files.createTempFile(Files.createDirectories(COMPILED), "compiling", "");
            Process gcc = new ProcessBuilder(
                            "gcc",
                            "-static",
                            "-O1",
                            "-Wall",
                            "-Wextra",
                            "-Werror",
                            "-pthread",
                            "-o",
                            fresh.toString(),
                            source.toString())
                    .redirectErrorStream(true)
                    .start();
            String messages = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (gcc.waitFor() != 0) {
                throw new AssertionError("gcc " + source + ":\n" + messages);
            }
            Files.createDirectories(program.resolveSibling(""));
            return Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
