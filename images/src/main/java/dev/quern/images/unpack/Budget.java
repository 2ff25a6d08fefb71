package dev.quern.images.unpack;

import dev.quern.images.oci.Invalid;

/** What all layers of one image may use together. */
public final class Budget {
    private static final long STREAM_SLACK = 1L << 30;

    private final long maxEntries;
    private final long maxBytes;
    private long entries;
    private long bytes;

    public Budget(long maxEntries, long maxBytes) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
    }

    void entry() {
        if (++entries > maxEntries) {
            throw Invalid.image("the image has more than the allowed " + maxEntries + " entries");
        }
    }

    /** Counts a file's bytes before they are written. */
    void bytes(long more) {
        if (more > maxBytes - bytes) {
            throw Invalid.image("the image unpacks to more than the allowed " + maxBytes + " bytes");
        }
        bytes += more;
    }

    /** How long the layers' streams may be: files, and headers and padding around them. */
    long streamBytes() {
        return Math.max(STREAM_SLACK, maxBytes > Long.MAX_VALUE / 2 ? maxBytes : 2 * maxBytes);
    }
}
