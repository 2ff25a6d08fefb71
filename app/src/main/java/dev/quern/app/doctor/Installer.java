package dev.quern.app.doctor;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Installs Debian packages as root; what apt says goes to stderr, only when it fails. */
final class Installer {
    /** Package lists older than this name versions the mirror may no longer have. */
    private static final Duration OLD = Duration.ofDays(1);

    private final Machine machine;
    private final PrintStream err;

    Installer(Machine machine, PrintStream err) {
        this.machine = machine;
        this.err = err;
    }

    void install(List<String> packages) {
        if (packages.isEmpty()) {
            return;
        }
        if (!machine.isRoot() || machine.find("apt-get").isEmpty()) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "Packages are installed by root, on Debian and its kin",
                    "Run: sudo " + Packages.command(packages));
        }
        err.println("installing " + String.join(", ", packages));
        if (listsAreOld()) {
            apt(List.of("update"));
        }
        List<String> install = new ArrayList<>(List.of("install", "-y", "--no-install-recommends"));
        install.addAll(packages);
        apt(install);
    }

    private boolean listsAreOld() {
        try {
            return Files.getLastModifiedTime(machine.path("/var/lib/apt/lists/partial"))
                    .toInstant()
                    .isBefore(Instant.now().minus(OLD));
        } catch (IOException e) {
            return true;
        }
    }

    private void apt(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("apt-get", "-q"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                err.print(said);
                throw new QuernException(
                        ErrorCode.UNAVAILABLE,
                        "apt-get " + arguments.getFirst() + " failed",
                        "Look at its messages above, then run: " + String.join(" ", command));
            }
        } catch (IOException e) {
            throw new QuernException(ErrorCode.UNAVAILABLE, "apt-get does not run: " + e.getMessage(), null, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QuernException(ErrorCode.UNAVAILABLE, "The installation was interrupted");
        }
    }
}
