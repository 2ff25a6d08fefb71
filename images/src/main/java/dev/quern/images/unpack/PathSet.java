package dev.quern.images.unpack;

import dev.quern.images.oci.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A set of paths by 64 bits of their SHA-256, so that it takes 16 bytes for a path of any length: a layer
 * of a million long paths must not fill the heap. Who looks for two paths that meet finds them, and
 * spoils only the image that has them.
 */
final class PathSet {
    private long[] slots = new long[1024];
    private int size;

    /** @return whether it is new */
    boolean add(String path) {
        if (size > slots.length / 2) {
            long[] old = slots;
            slots = new long[2 * old.length];
            for (long hash : old) {
                if (hash != 0) {
                    slots[slot(hash)] = hash;
                }
            }
        }
        long hash = hash(path);
        int slot = slot(hash);
        if (slots[slot] == hash) {
            return false;
        }
        slots[slot] = hash;
        size++;
        return true;
    }

    boolean contains(String path) {
        long hash = hash(path);
        return slots[slot(hash)] == hash;
    }

    /** Where the hash is or would be. */
    private int slot(long hash) {
        int slot = (int) (hash & (slots.length - 1));
        while (slots[slot] != 0 && slots[slot] != hash) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    /** Never 0, which marks a free slot. */
    private static long hash(String path) {
        byte[] sha = Digest.sha256().digest(path.getBytes(StandardCharsets.ISO_8859_1));
        return ByteBuffer.wrap(sha).getLong() | 1L << 63;
    }
}
