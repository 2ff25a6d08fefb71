package dev.quern.registry;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Digests as the registry takes them (image-spec 1.1, descriptor.md): sha256, and sha512 for what is pushed so. */
public final class BlobDigest {
    public static final String HELP = "Digests are written sha256: and 64, or sha512: and 128 hexadecimal digits";

    private static final Pattern TEXT = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");

    private BlobDigest() {}

    public static boolean isDigest(String text) {
        return TEXT.matcher(text).matches();
    }

    static boolean isSha512(String digest) {
        return digest.startsWith("sha512:");
    }

    /** An empty one of the digest's kind. */
    static MessageDigest like(String digest) {
        try {
            return MessageDigest.getInstance(isSha512(digest) ? "SHA-512" : "SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-2", e);
        }
    }

    /** In the spelling of {@code digest}'s kind. */
    static String text(String digest, MessageDigest done) {
        return (isSha512(digest) ? "sha512:" : "sha256:") + HexFormat.of().formatHex(done.digest());
    }
}
