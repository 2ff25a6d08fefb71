package dev.quern.app.samples;

import dev.quern.core.error.QuernException;
import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the archives of sample images say about themselves. */
final class Archives {
    private static final Pattern DIGEST = Pattern.compile("\"digest\":\"(sha256:[0-9a-f]{64})\"");
    private static final int MOST_INDEX = 64 << 10;

    private Archives() {}

    /** The digest of the image, from the index at the archive's beginning. */
    static String digest(Path archive) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive))) {
            TarReader tar = new TarReader(in);
            for (Optional<TarEntry> entry = tar.next(); entry.isPresent(); entry = tar.next()) {
                if (entry.get().name().equals("index.json")) {
                    String index = new String(tar.content().readNBytes(MOST_INDEX), StandardCharsets.UTF_8);
                    Matcher digest = DIGEST.matcher(index);
                    if (digest.find()) {
                        return digest.group(1);
                    }
                }
            }
        } catch (IOException e) {
            throw QuernException.invalid("The sample image " + archive + " cannot be read: " + e.getMessage());
        }
        throw QuernException.invalid("The sample image " + archive + " has no index");
    }
}
