package dev.quern.node.egress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The programs that set up a sandbox's network. */
final class Tools {
    private static final List<String> NEEDED = List.of("ip", "nft");
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin");
    private static final long LIMIT_SECONDS = 10;

    /** Which of them the machine lacks, if any. */
    Optional<String> lack() {
        List<String> missing =
                NEEDED.stream().filter(name -> find(name).isEmpty()).toList();
        return missing.isEmpty() ? Optional.empty() : Optional.of("the program " + String.join(" and ", missing));
    }

    private static Optional<Path> find(String name) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * In the network of the thread that asks, which its child inherits.
     *
     * @throws IOException with what it said, when it fails
     */
    void run(String input, String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(find(name)
                .orElseThrow(() -> new IOException("there is no program " + name))
                .toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String said = new String(process.getInputStream().readNBytes(4096), StandardCharsets.UTF_8).strip();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(name + " does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException(name + ": " + said);
        }
    }
}
