package dev.quern.manager.build;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** SHA-256 of all that a build was asked with: the same under one key is the same build. */
final class SentDigest {
    private final MessageDigest sha;

    SentDigest(String name, Optional<String> file) {
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        // Neither holds a NUL, so no two requests read alike.
        sha.update((name + "\0" + file.orElse("") + "\0").getBytes(StandardCharsets.UTF_8));
    }

    /** What was sent, to be read to its end before {@link #hex}. */
    InputStream through(InputStream sent) {
        return new DigestInputStream(sent, sha);
    }

    String hex() {
        return HexFormat.of().formatHex(sha.digest());
    }
}
