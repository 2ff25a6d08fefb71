package dev.quern.gateway.s3.checksum;

import dev.quern.gateway.s3.S3Code;
import dev.quern.objects.ObservedInput;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Compares a body with its checksums, before the reader is told its end. */
public final class CheckedInput extends ObservedInput {
    private final Expected expected;
    private final Optional<MessageDigest> md5;
    private final Optional<Sum> sum;
    private String value = "";
    private boolean ended;

    public CheckedInput(InputStream in, Expected expected) {
        super(in);
        this.expected = expected;
        this.md5 = expected.md5().map(_ -> md5());
        this.sum = expected.algorithm().map(Algorithm::start);
    }

    /** The checksum by its header, at the end; empty when there is none. */
    public Map<String, String> checksums() {
        return expected.algorithm()
                .map(algorithm -> Map.of(algorithm.header(), value))
                .orElse(Map.of());
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        int read = ended ? -1 : in.read(to, offset, count);
        if (read > 0) {
            if (md5.isPresent()) {
                md5.get().update(to, offset, read);
            }
            if (sum.isPresent()) {
                sum.get().update(to, offset, read);
            }
        } else if (read < 0 && !ended) {
            ended = true;
            compare();
        }
        return read;
    }

    private void compare() {
        if (md5.isPresent()
                && !MessageDigest.isEqual(md5.get().digest(), expected.md5().orElseThrow())) {
            throw S3Code.BadDigest.error();
        }
        if (sum.isPresent()) {
            value = Base64.getEncoder().encodeToString(sum.get().value());
            Optional<String> sent = expected.value().get();
            if (sent.isPresent() && !sent.get().strip().equals(value)) {
                throw S3Code.BadDigest.error("The " + expected.algorithm().orElseThrow()
                        + " you specified did not match the calculated checksum.");
            }
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has MD5", e);
        }
    }
}
