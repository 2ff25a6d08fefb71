package dev.quern.gateway.s3.checksum;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.Checksum;

/** A checksum being worked out. */
public interface Sum {
    void update(byte[] bytes, int offset, int count);

    /** The value, most significant byte first; afterwards it begins anew. */
    byte[] value();

    static Sum of(Checksum checksum, int length) {
        return new Sum() {
            @Override
            public void update(byte[] bytes, int offset, int count) {
                checksum.update(bytes, offset, count);
            }

            @Override
            public byte[] value() {
                byte[] all = ByteBuffer.allocate(8).putLong(checksum.getValue()).array();
                checksum.reset();
                return Arrays.copyOfRange(all, 8 - length, 8);
            }
        };
    }

    static Sum of(MessageDigest digest) {
        return new Sum() {
            @Override
            public void update(byte[] bytes, int offset, int count) {
                digest.update(bytes, offset, count);
            }

            @Override
            public byte[] value() {
                return digest.digest();
            }
        };
    }
}
