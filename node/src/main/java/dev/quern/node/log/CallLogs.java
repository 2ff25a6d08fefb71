package dev.quern.node.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stderr of calls, kept outside the containers: one file a call that wrote any, in folders by
 * the hour the call began (read from its id), bounded for each call, in total and in age.
 */
public final class CallLogs {
    private static final Logger LOG = LoggerFactory.getLogger(CallLogs.class);
    private static final long HOUR_MILLIS = 3_600_000;
    private static final Duration LONGEST_CALL = Duration.ofHours(25);

    private final Path directory;
    private final LogLimits limits;
    private final Map<UUID, CallLog> live = new ConcurrentHashMap<>();

    /**
     * @param perCall bytes kept of one call; what comes after is read and dropped
     * @param total bytes kept of all; the oldest go first
     * @param age how long logs are kept
     */
    public record LogLimits(long perCall, long total, Duration age) {
        public static final LogLimits DEFAULT = new LogLimits(1L << 20, 1L << 30, Duration.ofDays(7));
    }

    public CallLogs(Path directory, LogLimits limits) {
        this.directory = directory;
        this.limits = limits;
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins the log of a call; {@link CallLog#close} ends it. */
    public CallLog begin(UUID call) {
        CallLog log = new CallLog(file(call), limits.perCall(), () -> live.remove(call));
        live.put(call, log);
        return log;
    }

    /** The log of a call that is still running. */
    public Optional<CallLog> live(UUID call) {
        return Optional.ofNullable(live.get(call));
    }

    /** The file of a call that wrote any log. */
    public Optional<Path> find(UUID call) {
        Path file = file(call);
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }

    /** Removes what is too old or too much; called now and then. */
    public void sweep(Instant now) {
        record Old(Path file, long size, Instant written) {}
        List<Old> files = new ArrayList<>();
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes a) {
                    files.add(new Old(file, a.size(), a.lastModifiedTime().toInstant()));
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
                    removeIfOldAndEmpty(folder, now);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) {
                    return FileVisitResult.CONTINUE;
                }
            });
            files.sort(Comparator.comparing(Old::written).reversed());
            long sum = 0;
            for (Old old : files) {
                sum += old.size();
                if (sum > limits.total() || old.written().isBefore(now.minus(limits.age()))) {
                    Files.deleteIfExists(old.file());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By its name, an hour: a call that began then may yet write its first byte, but not for so long. */
    private void removeIfOldAndEmpty(Path folder, Instant now) {
        if (folder.equals(directory)) {
            return;
        }
        try {
            Instant hour = Instant.ofEpochMilli(Long.parseLong(String.valueOf(folder.getFileName())) * HOUR_MILLIS);
            if (hour.isBefore(now.minus(limits.age()).minus(LONGEST_CALL))) {
                Files.delete(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            LOG.debug("{} still holds logs", folder);
        } catch (IOException | NumberFormatException | DateTimeException e) {
            LOG.warn("a folder of old logs cannot be removed: {}", e.getMessage());
        }
    }

    private Path file(UUID call) {
        long epochMillis = call.getMostSignificantBits() >>> 16;
        return directory.resolve(Long.toString(epochMillis / HOUR_MILLIS)).resolve(call + ".log");
    }
}
