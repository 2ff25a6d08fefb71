package dev.quern.images.tar;

import java.util.Arrays;
import java.util.List;

/**
 * Where the stored bytes of a sparse file belong: pairs of offset and length, ascending and disjoint,
 * holes between them.
 */
final class SparseMap {
    /** More pieces than any real file has; bounds what a header can make us allocate. */
    static final int MAX_PIECES = 100_000;

    private final long[] pairs;
    private final long size;

    private SparseMap(long[] pairs, long size) {
        this.pairs = pairs;
        this.size = size;
    }

    /** A file of {@code size} bytes without holes. */
    static SparseMap solid(long size) {
        return new SparseMap(new long[] {0, size}, size);
    }

    /**
     * @param stored how many bytes the archive holds of it
     */
    static SparseMap of(List<Long> pairs, long size, long stored) {
        long end = 0;
        long sum = 0;
        if (pairs.size() % 2 != 0 || pairs.size() / 2 > MAX_PIECES) {
            throw corrupt();
        }
        for (int i = 0; i < pairs.size(); i += 2) {
            long offset = pairs.get(i);
            long length = pairs.get(i + 1);
            if (offset < end || length < 0 || offset > size || length > size - offset) {
                throw corrupt();
            }
            end = offset + length;
            sum += length;
        }
        if (sum != stored) {
            throw corrupt();
        }
        return new SparseMap(pairs.stream().mapToLong(Long::longValue).toArray(), size);
    }

    static RuntimeException corrupt() {
        return TarHeader.invalid("the map of a sparse file in a tar archive is corrupt");
    }

    long size() {
        return size;
    }

    int pieces() {
        return pairs.length / 2;
    }

    long offset(int piece) {
        return pairs[2 * piece];
    }

    long end(int piece) {
        return pairs[2 * piece] + pairs[2 * piece + 1];
    }

    @Override
    public String toString() {
        return Arrays.toString(pairs);
    }
}
