package dev.quern.store.key;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files only their owner may read. */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /** Replaces {@code file} in one step, durably, mode 0600 from its first moment. */
    public static void write(Path file, String text) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            try (FileChannel channel = FileChannel.open(
                    fresh,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
                directory.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws QuernException invalid_argument when the file is missing, or group or others may touch it */
    public static void check(Path file, String what) {
        try {
            Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(file);
            boolean open = allowed.stream().anyMatch(p -> !p.name().startsWith("OWNER"));
            if (open) {
                throw new QuernException(
                        ErrorCode.INVALID_ARGUMENT,
                        "The " + what + " file " + file + " may be read by others than its owner",
                        "Run 'chmod 600 " + file + "'.");
            }
        } catch (NoSuchFileException e) {
            throw new QuernException(
                    ErrorCode.INVALID_ARGUMENT, "The " + what + " file " + file + " does not exist", null, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
