package dev.quern.images.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The archive's bytes: whole blocks, and reads that say so when the archive ends early. */
final class BlockInput {
    private final InputStream in;

    BlockInput(InputStream in) {
        this.in = in;
    }

    /** The next block; null at a clean end. */
    byte @Nullable [] block() throws IOException {
        byte[] block = in.readNBytes(TarHeader.BLOCK);
        if (block.length == 0) {
            return null;
        }
        if (block.length < TarHeader.BLOCK) {
            throw early();
        }
        return block;
    }

    byte[] exactly(long length, long most, String what) throws IOException {
        if (length > most) {
            throw TarHeader.invalid(what + " in a tar archive is " + length + " bytes long, allowed are " + most);
        }
        byte[] data = in.readNBytes((int) length);
        if (data.length < length) {
            throw early();
        }
        return data;
    }

    int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        if (n < 0) {
            throw early();
        }
        return n;
    }

    void skip(long bytes) throws IOException {
        byte[] waste = new byte[(int) Math.min(bytes, 32 << 10)];
        long left = bytes;
        while (left > 0) {
            left -= read(waste, 0, (int) Math.min(left, waste.length));
        }
    }

    static long padding(long size) {
        return (TarHeader.BLOCK - size % TarHeader.BLOCK) % TarHeader.BLOCK;
    }

    /** GNU's sparse 1.0 map, in front of the content: decimal lines, padded to a block; returns its bytes. */
    long sparseMap(List<Long> pairs, long stored) throws IOException {
        List<Long> numbers = new ArrayList<>();
        long expected = 1;
        long used = 0;
        long current = -1;
        while (numbers.size() < expected) {
            byte[] block = block();
            used += TarHeader.BLOCK;
            if (block == null || used > stored) {
                throw early();
            }
            for (int i = 0; i < block.length && numbers.size() < expected; i++) {
                if (block[i] == '\n' && current >= 0) {
                    numbers.add(current);
                    if (numbers.size() == 1) {
                        expected = 1 + 2 * current;
                        if (current > SparseMap.MAX_PIECES) {
                            throw SparseMap.corrupt();
                        }
                    }
                    current = -1;
                } else if (block[i] >= '0' && block[i] <= '9' && current < Long.MAX_VALUE / 10 - 10) {
                    current = Math.max(current, 0) * 10 + (block[i] - '0');
                } else {
                    throw SparseMap.corrupt();
                }
            }
        }
        pairs.addAll(numbers.subList(1, numbers.size()));
        return used;
    }

    static RuntimeException early() {
        return TarHeader.invalid("a tar archive ends early");
    }
}
