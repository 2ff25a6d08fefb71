package dev.quern.images.oci;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/**
 * The decompressed bytes of a stream, told by its first bytes, within bounds: no more than a number of
 * bytes, and beyond a slack no more than a number of times the compressed ones.
 */
public final class Decompression extends InputStream {
    /** Below it no ratio counts: small files of zeros are real. */
    static final long SLACK_BYTES = 64L << 20;

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private final Counted raw;
    private final boolean compressed;
    private final long maxBytes;
    private final long maxRatio;
    private final byte[] one = new byte[1];
    private long total;

    private Decompression(InputStream in, Counted raw, boolean compressed, long maxBytes, long maxRatio) {
        this.in = in;
        this.raw = raw;
        this.compressed = compressed;
        this.maxBytes = maxBytes;
        this.maxRatio = maxRatio;
    }

    public static Decompression open(InputStream stream, long maxBytes, int maxRatio) throws IOException {
        Counted raw = new Counted(stream);
        PushbackInputStream start = new PushbackInputStream(raw, 4);
        byte[] magic = start.readNBytes(4);
        start.unread(magic);
        if (starts(magic, 0x1f, 0x8b)) {
            return new Decompression(new GZIPInputStream(start, BUFFER_BYTES), raw, true, maxBytes, maxRatio);
        }
        if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            return new Decompression(new ZstdInputStream(start), raw, true, maxBytes, maxRatio);
        }
        if (starts(magic, 'B', 'Z', 'h') || starts(magic, 0xfd, '7', 'z', 'X')) {
            throw Invalid.image(
                    "Images compressed with bzip2 or xz are not supported", "Use gzip or zstd, or no compression.");
        }
        return new Decompression(start, raw, false, maxBytes, maxRatio);
    }

    private static boolean starts(byte[] bytes, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** False when the bytes are the stream's own. */
    public boolean isCompressed() {
        return compressed;
    }

    /** How many bytes came out so far. */
    public long total() {
        return total;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        if (n > 0) {
            total += n;
            if (total > maxBytes) {
                throw Invalid.image("the image unpacks to more than the allowed " + maxBytes + " bytes");
            }
            if (compressed && total > SLACK_BYTES && total / maxRatio > raw.count) {
                throw Invalid.image("the image unpacks to more than " + maxRatio + " times its compressed size");
            }
        }
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private static final class Counted extends InputStream {
        private final InputStream in;
        private final byte[] one = new byte[1];
        private long count;

        Counted(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int n = in.read(bytes, offset, length);
            count += Math.max(n, 0);
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
