package dev.quern.manager.build;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Durations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Ends a build's process that takes too long, that fills the disk, or that somebody does not want any more. */
final class Watchdog {
    private static final long INTERVAL_MILLIS = 200;
    /** What a build leaves free for everything else. */
    private static final long LEAST_SPACE = 512L << 20;

    private final Path disk;
    private final Duration timeout;
    /** Only read once it has begun. */
    private volatile long deadline;

    private final AtomicReference<QuernException> verdict = new AtomicReference<>();
    private @Nullable Runnable kill; // guarded by this

    Watchdog(Path disk, Duration timeout) {
        this.disk = disk;
        this.timeout = timeout;
    }

    /** From now on time counts. */
    void begin() {
        deadline = System.nanoTime() + timeout.toNanos();
    }

    /** Ends the build for this reason, now and in every later step; the first reason stays. */
    void end(QuernException reason) {
        verdict.compareAndSet(null, reason);
        synchronized (this) {
            if (kill != null) {
                kill.run();
            }
        }
    }

    /** @throws QuernException the reason the build was ended for */
    void check() {
        QuernException reason = verdict.get();
        if (reason != null) {
            throw reason;
        }
    }

    void guard(Process process, Runnable killAll) {
        synchronized (this) {
            kill = () -> {
                process.destroyForcibly();
                killAll.run();
            };
        }
        Thread.ofPlatform().daemon().name("quern-build-watch").start(() -> watch(process));
        if (verdict.get() != null) {
            process.destroyForcibly();
        }
    }

    synchronized void release() {
        kill = null;
    }

    private void watch(Process process) {
        try {
            while (!process.waitFor(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
                if (System.nanoTime() > deadline) {
                    end(new QuernException(
                            ErrorCode.DEADLINE_EXCEEDED,
                            "The build took longer than " + Durations.format(timeout),
                            "Make it shorter, or raise build.timeout in the server's configuration."));
                } else if (isFull()) {
                    end(new QuernException(
                            ErrorCode.DISK_FULL, "The build was ended because the server's disk is nearly full"));
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
        }
    }

    private boolean isFull() {
        try {
            return Files.getFileStore(disk).getUsableSpace() < LEAST_SPACE;
        } catch (IOException e) {
            return false;
        }
    }
}
