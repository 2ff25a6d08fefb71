package dev.quern.app.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.UUID;

/**
 * What this node is called in records of tasks: its host's name when the data directory was made, and a few random
 * digits, kept in {@code DATA/node/name}. Whoever starts with a name takes older runners of that name for dead,
 * so no two data directories on one database may share it.
 */
final class NodeName {
    private static final int LONGEST_HOST = 40;

    private NodeName() {}

    static String of(Path data) {
        Path file = data.resolve("node").resolve("name");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(data.resolve("node"));
                Path fresh = file.resolveSibling("name.new");
                Files.writeString(fresh, make() + "\n");
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.INTERNAL, "The node's name in " + file + " can be neither read nor made", null, e);
        }
    }

    private static String make() {
        String plain = host().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "-");
        return plain.substring(0, Math.min(plain.length(), LONGEST_HOST)) + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "node";
        }
    }
}
