package dev.quern.store.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Bodies as files: {@code DIRECTORY/2026-11-21/<task>.input}, {@code <task>.3} for the result of attempt 3. */
public final class DirectoryTaskBodies implements TaskBodies {
    private static final Pattern FILE = Pattern.compile("([0-9a-f-]{36})\\.(input|[1-9][0-9]{0,8})");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final int CHUNK = 64 << 10;
    /** Names asked about at a time. */
    private static final int BATCH = 1000;

    private final Path directory;

    /** Makes the directory, for its owner only, if it is missing. */
    public DirectoryTaskBodies(Path directory) throws IOException {
        this.directory = directory;
        makeDirectory(directory);
    }

    @Override
    public long write(BodyName name, InputStream from, long most) throws IOException {
        Path file = file(name);
        Path partial = file.resolveSibling(UUID.randomUUID() + ".partial");
        try (FileChannel channel = create(partial)) {
            long size = copy(channel, from, most);
            channel.force(true);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(day(file));
            return size;
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    @Override
    public Optional<InputStream> open(BodyName name) throws IOException {
        try {
            return Optional.of(Files.newInputStream(file(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(BodyName name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    @Override
    public int sweep(Instant before, UnaryOperator<Set<BodyName>> referred) throws IOException {
        int removed = 0;
        try (Stream<Path> days = Files.list(directory)) {
            for (Path day : days.toList()) {
                if (DAY.matcher(day.getFileName().toString()).matches()) {
                    removed += sweepDay(day, before, referred);
                }
            }
        }
        return removed;
    }

    private static int sweepDay(Path day, Instant before, UnaryOperator<Set<BodyName>> referred) throws IOException {
        int removed = 0;
        Map<BodyName, Path> batch = new HashMap<>();
        try (Stream<Path> files = Files.list(day)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!olderThan(file, before)) {
                    continue;
                }
                Optional<BodyName> name = name(file);
                if (name.isPresent()) {
                    batch.put(name.get(), file);
                } else {
                    removed += remove(List.of(file));
                }
                if (batch.size() == BATCH) {
                    removed += sweepBatch(batch, referred);
                }
            }
        }
        removed += sweepBatch(batch, referred);
        if (LocalDate.parse(day.getFileName().toString()).isBefore(LocalDate.ofInstant(before, ZoneOffset.UTC))) {
            removeIfEmpty(day);
        }
        return removed;
    }

    private static int sweepBatch(Map<BodyName, Path> batch, UnaryOperator<Set<BodyName>> referred) throws IOException {
        if (batch.isEmpty()) {
            return 0;
        }
        batch.keySet().removeAll(referred.apply(Set.copyOf(batch.keySet())));
        int removed = remove(batch.values());
        batch.clear();
        return removed;
    }

    private static int remove(Iterable<Path> files) throws IOException {
        int removed = 0;
        for (Path file : files) {
            removed += Files.deleteIfExists(file) ? 1 : 0;
        }
        return removed;
    }

    private static void removeIfEmpty(Path day) throws IOException {
        try {
            Files.deleteIfExists(day);
        } catch (DirectoryNotEmptyException e) {
            // A body that is referred to, or was written just now: the day stays for it.
        }
    }

    private static boolean olderThan(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static long copy(FileChannel channel, InputStream from, long most) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long size = 0;
        for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
            size += read;
            if (size > most) {
                throw new QuernException(ErrorCode.BODY_TOO_LARGE, "The body is longer than " + most + " bytes");
            }
            put(channel, ByteBuffer.wrap(chunk, 0, read));
        }
        return size;
    }

    private static FileChannel create(Path partial) throws IOException {
        try {
            return createIn(partial);
        } catch (NoSuchFileException e) {
            // A sweep has just removed the day, which was empty; once it is not, it stays.
            return createIn(partial);
        }
    }

    private static FileChannel createIn(Path partial) throws IOException {
        makeDirectory(day(partial));
        return FileChannel.open(
                partial,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static void put(FileChannel channel, ByteBuffer bytes) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            // The JDK tells ENOSPC and EDQUOT only by their text.
            String text = String.valueOf(e.getMessage());
            if (text.contains("No space left") || text.contains("quota exceeded")) {
                throw new QuernException(
                        ErrorCode.DISK_FULL, "The disk for tasks' bodies is full", "Make room on it.", e);
            }
            throw e;
        }
    }

    private static void makeDirectory(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(
                    path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            sync(path.toAbsolutePath().resolveSibling(""));
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            channel.force(true);
        }
    }

    private static Path day(Path file) {
        return file.resolveSibling("");
    }

    private Path file(BodyName name) {
        LocalDate day = LocalDate.ofInstant(Ids.time(name.task()), ZoneOffset.UTC);
        String suffix = name.attempt() == 0 ? "input" : Integer.toString(name.attempt());
        return directory.resolve(day.toString()).resolve(name.task() + "." + suffix);
    }

    private static Optional<BodyName> name(Path file) {
        Matcher parts = FILE.matcher(file.getFileName().toString());
        if (!parts.matches()) {
            return Optional.empty();
        }
        int attempt = parts.group(2).equals("input") ? 0 : Integer.parseInt(parts.group(2));
        return Optional.of(new BodyName(UUID.fromString(parts.group(1)), attempt));
    }
}
