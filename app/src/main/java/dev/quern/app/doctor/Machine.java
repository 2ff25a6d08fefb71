package dev.quern.app.doctor;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What is looked at.
 *
 * @param root where the file system begins
 * @param search the folders of programs, below root
 * @param isRoot whether the user may do everything
 * @param data the data directory, which need not exist yet
 */
record Machine(Path root, List<String> search, boolean isRoot, Path data) {
    private static final int LONGEST_RUN_SECONDS = 5;
    private static final int LARGEST = 1 << 20;

    static Machine here(String path, boolean isRoot, Path data) {
        // Where administrators' programs are, also for users whose PATH leaves them out.
        List<String> search = Stream.concat(Arrays.stream(path.split(":", -1)), Stream.of("/usr/sbin", "/sbin"))
                .filter(p -> p.startsWith("/"))
                .distinct()
                .toList();
        return new Machine(Path.of("/"), search, isRoot, data);
    }

    Path path(String absolute) {
        return root.resolve(absolute.substring(1));
    }

    boolean has(String absolute) {
        return Files.exists(path(absolute));
    }

    /** A file's text without the space around it, empty when it cannot be read. */
    String read(String absolute) {
        // Files of /proc are given out by one read; Files.readString begins with a read of one byte.
        try (InputStream in = new FileInputStream(path(absolute).toFile())) {
            return new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "";
        }
    }

    /** A file that holds one number. */
    Optional<Long> number(String absolute) {
        try {
            return Optional.of(Long.valueOf(read(absolute)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A program by its name, or a file by its path. */
    Optional<Path> find(String probe) {
        if (probe.startsWith("/")) {
            return Optional.of(path(probe)).filter(Files::exists);
        }
        return search.stream()
                .map(folder -> path(folder).resolve(probe))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The first line a program prints, empty when it does not run. */
    String firstLine(Path program, String argument) {
        try {
            Process process = new ProcessBuilder(program.toString(), argument)
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            try (var out = process.inputReader(StandardCharsets.UTF_8)) {
                String line = out.readLine();
                return line == null ? "" : line;
            } finally {
                if (!process.waitFor(LONGEST_RUN_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** The mounts, those of /proc/self/mounts (proc_pid_mounts(5)), in their order. */
    List<Mounted> mounts() {
        return read("/proc/self/mounts")
                .lines()
                .map(line -> line.split(" ", -1))
                .filter(fields -> fields.length >= 4)
                .map(f -> new Mounted(f[1], f[2], List.of(f[3].split(",", -1))))
                .toList();
    }

    /** The folder that exists of the data directory and those above it. */
    Path existing() {
        Path folder = data.toAbsolutePath();
        while (!Files.exists(folder) && folder.getParent() != null) {
            folder = folder.getParent();
        }
        return folder;
    }

    record Mounted(String where, String type, List<String> options) {}
}
