package dev.quern.app.demo;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

/** Builds the sample images by {@code samples/build}, which keeps them in a cache. */
public final class SampleImages {
    private static final long MOST_SECONDS = 900;
    private static final int MOST_OUTPUT = 64 << 10;

    private final Path samples;

    /** @param home the folder that holds {@code samples/} */
    public SampleImages(Path home) {
        this.samples = home.resolve("samples");
        if (!Files.isRegularFile(samples.resolve("build"))) {
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT,
                    "The samples are not at " + samples,
                    "Start quern from the project or the unpacked distribution.");
        }
    }

    Path photo() {
        return samples.resolve("photo/friends.jpg");
    }

    /** The archive of a sample image, built now unless it is in the cache. */
    public Archive archive(String name) {
        Instant start = Instant.now();
        Path file = build(name);
        try {
            boolean isNew =
                    !Files.getLastModifiedTime(file).toInstant().isBefore(start.truncatedTo(ChronoUnit.SECONDS));
            return new Archive(file, Files.size(file), isNew, Duration.between(start, Instant.now()));
        } catch (IOException e) {
            throw failed(name, String.valueOf(e.getMessage()));
        }
    }

    private Path build(String name) {
        Process build = start(name);
        try {
            String out = new String(build.getInputStream().readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
            if (!build.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                throw failed(name, "it took longer than " + MOST_SECONDS + " s");
            }
            if (build.exitValue() != 0) {
                throw failed(name, lastLine(out));
            }
            return Path.of(lastLine(out));
        } catch (IOException e) {
            throw failed(name, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(name, "it was interrupted");
        } finally {
            build.descendants().forEach(ProcessHandle::destroy);
            build.destroy();
        }
    }

    /** Messages and the path come on one stream, so that the last line is what to show either way. */
    private Process start(String name) {
        try {
            return new ProcessBuilder("/bin/sh", samples.resolve("build").toString(), name)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw failed(name, String.valueOf(e.getMessage()));
        }
    }

    private static String lastLine(String output) {
        String[] lines = output.strip().split("\n", -1);
        return lines[lines.length - 1];
    }

    private static QuernException failed(String name, String why) {
        return new QuernException(
                ErrorCode.UNAVAILABLE,
                "The sample image '" + name + "' could not be built: " + why,
                "It needs apt-get, dpkg-deb and a reachable Debian mirror; see samples/README.md.");
    }
}
