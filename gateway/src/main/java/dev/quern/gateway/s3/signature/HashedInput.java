package dev.quern.gateway.s3.signature;

import dev.quern.gateway.s3.S3Code;
import dev.quern.objects.ObservedInput;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Compares a body with the hash that was signed, before the reader is told its end. */
public final class HashedInput extends ObservedInput {
    private final MessageDigest sha256 = Hmac.sha256();
    private final byte[] expected;
    private boolean ended;

    public HashedInput(InputStream in, String expected) {
        super(in);
        this.expected = HexFormat.of().parseHex(expected);
    }

    @Override
    public int read(byte[] to, int offset, int count) throws IOException {
        int read = ended ? -1 : in.read(to, offset, count);
        if (read > 0) {
            sha256.update(to, offset, read);
        } else if (read < 0 && !ended) {
            ended = true;
            if (!MessageDigest.isEqual(sha256.digest(), expected)) {
                throw S3Code.XAmzContentSHA256Mismatch.error();
            }
        }
        return read;
    }
}
