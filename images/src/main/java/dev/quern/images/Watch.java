package dev.quern.images;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Ends a fetching process that takes too long or stores too much, and the one whose caller has been
 * interrupted.
 */
final class Watch {
    private static final long INTERVAL_MILLIS = 200;

    private final AtomicReference<QuernException> verdict = new AtomicReference<>();
    private final Process process;
    private final Path target;
    private final ImageSettings settings;
    private final Thread caller = Thread.currentThread();

    private Watch(Process process, Path target, ImageSettings settings) {
        this.process = process;
        this.target = target;
        this.settings = settings;
    }

    /** Watches until the process ends, on behalf of the calling thread. */
    static Watch start(Process process, Path target, ImageSettings settings) {
        Watch watch = new Watch(process, target, settings);
        Thread.ofPlatform().daemon().name("quern-pull-watch").start(watch::run);
        return watch;
    }

    /** Once the process has ended: why it was ended early, or why its result is not taken. */
    Optional<QuernException> verdict() {
        QuernException ended = verdict.get();
        if (ended == null && isTooLarge()) {
            return Optional.of(tooLarge());
        }
        return Optional.ofNullable(ended);
    }

    private void run() {
        long start = System.nanoTime();
        try {
            while (!process.waitFor(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() - start > settings.pullTimeout().toNanos()) {
                    end(new QuernException(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "The registry did not deliver the image within "
                                    + settings.pullTimeout().toSeconds() + " s",
                            "Try again, or save the image to a file and load that."));
                } else if (isTooLarge()) {
                    end(tooLarge());
                } else if (caller.isInterrupted()) {
                    end(new QuernException(ErrorCode.UNAVAILABLE, "The server is stopping", "Try again."));
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private void end(QuernException reason) {
        verdict.set(reason);
        process.destroyForcibly();
    }

    private QuernException tooLarge() {
        return new QuernException(
                ErrorCode.INVALID_IMAGE,
                "The image is larger than the allowed "
                        + new DataSize(settings.maxArchive().bytes()).toHuman());
    }

    private boolean isTooLarge() {
        return stored() > settings.maxArchive().bytes();
    }

    private long stored() {
        try (Stream<Path> files = Files.list(target)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            // not made yet
            return 0;
        }
    }
}
