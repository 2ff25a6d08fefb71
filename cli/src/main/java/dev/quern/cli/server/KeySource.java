package dev.quern.cli.server;

import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads bearer keys. */
public final class KeySource {
    private static final int MOST = 4096;

    private KeySource() {}

    /** The key in a file of one line. */
    public static String file(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST) {
                throw QuernException.invalid("The key file " + file + " is too large to hold a key");
            }
            return check(Files.readString(file), "The key file " + file);
        } catch (IOException e) {
            throw QuernException.invalid(
                    "The key file " + file + " cannot be read: " + e.getMessage(),
                    "Run as the user who owns it, or name another with --key-file.");
        }
    }

    /** QUERN_KEY: the key itself, or {@code @FILE}. */
    static String environment(String value) {
        return value.startsWith("@") ? file(Path.of(value.substring(1))) : check(value, "QUERN_KEY");
    }

    /** A key is one word of visible ASCII; anything else would break the header it travels in. */
    public static String check(String text, String from) {
        String key = text.strip();
        if (key.isEmpty() || key.length() > MOST || !key.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw QuernException.invalid(from + " does not hold a key", "A key looks like quern_….");
        }
        return key;
    }
}
