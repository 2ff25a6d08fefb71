package dev.quern.store.postgres;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what a killed Quern left running on this cluster. Every PostgreSQL process works in the cluster
 * directory, so a process belongs to it exactly when {@code /proc/PID/cwd} is that directory, by inode:
 * the path would differ, since the server lives in a mount namespace. A process id in a stale
 * {@code postmaster.pid} proves nothing, ids are reused.
 */
final class Predecessor {
    private static final Logger LOG = LoggerFactory.getLogger(Predecessor.class);

    private Predecessor() {}

    /** Call only while holding the directory's lock. */
    static void end(PostgresLayout layout) {
        if (!Files.exists(layout.pidFile())) {
            return;
        }
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            List<Long> left = processes(layout.cluster());
            if (left.isEmpty()) {
                break;
            }
            LOG.info("Stopping {} PostgreSQL processes left by a killed predecessor (SIG{})", left.size(), signal);
            left.forEach(pid -> Signals.send(pid, signal));
            awaitGone(layout.cluster(), Duration.ofSeconds(10));
        }
        if (!processes(layout.cluster()).isEmpty()) {
            throw new QuernException(ErrorCode.UNAVAILABLE, "A predecessor's PostgreSQL does not end, even by SIGKILL");
        }
        try {
            Files.deleteIfExists(layout.pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Long> processes(Path cluster) {
        List<Long> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                if (worksIn(process.resolve("cwd"), cluster)) {
                    found.add(Long.valueOf(process.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static boolean worksIn(Path cwd, Path cluster) {
        try {
            return Files.isSameFile(cwd, cluster);
        } catch (IOException e) {
            return false; // gone meanwhile, a zombie, or another user's
        }
    }

    private static void awaitGone(Path cluster, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end && !processes(cluster).isEmpty()) {
            Signals.pause(Duration.ofMillis(20));
        }
    }
}
