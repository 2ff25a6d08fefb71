package dev.quern.store.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a client shows: {@code quern_<id>_<secret>}. The id is public and finds the key, the secret is
 * 43 base-62 characters, 256 random bits. That much entropy needs no slow hash: SHA-256 is what is kept.
 */
public record Bearer(String id, String secret) {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final Pattern TEXT = Pattern.compile("quern_([0-9a-z]{12})_([0-9A-Za-z]{43})");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** Empty when the text has not the shape of a bearer; says nothing about whether the key exists. */
    public static Optional<Bearer> parse(String text) {
        Matcher m = TEXT.matcher(text);
        return m.matches() ? Optional.of(new Bearer(m.group(1), m.group(2))) : Optional.empty();
    }

    static Bearer create() {
        return new Bearer(random(12, ALPHABET.substring(0, 10) + ALPHABET.substring(36)), random(43, ALPHABET));
    }

    static Bearer ofId(String id) {
        return new Bearer(id, random(43, ALPHABET));
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    static String random(int length, String alphabet) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(RANDOM.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /** The text a client shows. Never logged: {@link #toString} leaves the secret out. */
    public String text() {
        return "quern_" + id + "_" + secret;
    }

    @Override
    public String toString() {
        return "quern_" + id + "_…";
    }
}
