package dev.quern.app.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import io.avaje.jsonb.Json;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * {@code DATA/server.json}: how clients on this machine find the running server.
 *
 * @param certificate the server's own, which they may trust whoever issued it; null without TLS
 * @param s3Url where S3 clients are served; null for nowhere
 */
@Json
record ServerFile(
        String url,
        long pid,
        @Nullable String certificate,
        @Nullable String s3Url) {
    private static final String NAME = "server.json";

    void write(Path data) {
        try {
            Path next = data.resolve(NAME + ".new");
            Files.writeString(next, Jsonb.instance().type(ServerFile.class).toJson(this));
            Files.move(next, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "server.json cannot be written: " + e.getMessage(), null, e);
        }
    }

    static void remove(Path data) {
        try {
            Files.deleteIfExists(data.resolve(NAME));
        } catch (IOException e) {
            throw new QuernException(ErrorCode.INTERNAL, "server.json cannot be removed: " + e.getMessage(), null, e);
        }
    }
}
