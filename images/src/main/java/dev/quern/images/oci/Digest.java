package dev.quern.images.oci;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SHA-256 digests in the spelling {@code sha256:<64 hex>}, the only algorithm images use in practice. */
public final class Digest {
    private static final Pattern TEXT = Pattern.compile("sha256:[0-9a-f]{64}");

    private Digest() {}

    public static boolean isDigest(@Nullable String text) {
        return text != null && TEXT.matcher(text).matches();
    }

    /** The digest as it stands in a document of the image; what is none is refused. */
    static String of(String what, @Nullable String text) {
        if (text == null || !isDigest(text)) {
            throw Invalid.image("The image's " + what + " names something by another digest than sha256");
        }
        return text;
    }

    public static String hex(String digest) {
        return digest.substring("sha256:".length());
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    public static String text(MessageDigest done) {
        return "sha256:" + HexFormat.of().formatHex(done.digest());
    }

    public static String ofBytes(byte[] bytes) {
        MessageDigest sha = sha256();
        sha.update(bytes);
        return text(sha);
    }
}
