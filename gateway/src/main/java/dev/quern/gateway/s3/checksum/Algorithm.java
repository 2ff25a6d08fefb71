package dev.quern.gateway.s3.checksum;

import dev.quern.gateway.s3.S3Code;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/** The checksums of S3, each with the header {@code x-amz-checksum-NAME} that carries it in Base64. */
public enum Algorithm {
    CRC32(4),
    CRC32C(4),
    CRC64NVME(8),
    SHA1(20),
    SHA256(32);

    public static final String PREFIX = "x-amz-checksum-";

    private final int length;

    Algorithm(int length) {
        this.length = length;
    }

    /** Bytes of a value. */
    public int length() {
        return length;
    }

    public String header() {
        return PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** The element of XML answers. */
    public String element() {
        return "Checksum" + name();
    }

    /** Whether a whole's value follows from its parts' values and lengths. */
    public boolean combines() {
        return this == CRC32 || this == CRC32C || this == CRC64NVME;
    }

    public Sum start() {
        return switch (this) {
            case CRC32 -> Sum.of(new CRC32(), length);
            case CRC32C -> Sum.of(new CRC32C(), length);
            case CRC64NVME -> Sum.of(new Crc64Nvme(), length);
            case SHA1 -> Sum.of(digest("SHA-1"));
            case SHA256 -> Sum.of(digest("SHA-256"));
        };
    }

    public static Optional<Algorithm> ofHeader(String name) {
        for (Algorithm algorithm : values()) {
            if (algorithm.header().equals(name)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /** @throws dev.quern.gateway.s3.S3Exception InvalidRequest */
    public static Algorithm parse(String text) {
        for (Algorithm algorithm : values()) {
            if (algorithm.name().equals(text.toUpperCase(Locale.ROOT))) {
                return algorithm;
            }
        }
        throw S3Code.InvalidRequest.error("Checksum algorithm provided is unsupported. Please try again with any of the"
                + " valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has " + name, e);
        }
    }
}
