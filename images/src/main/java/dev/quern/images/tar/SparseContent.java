package dev.quern.images.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The content of one entry: stored pieces from the archive, zeros between them. */
final class SparseContent extends InputStream {
    private final BlockInput in;
    private final SparseMap map;
    private final byte[] one = new byte[1];
    private int piece;
    private long position;

    SparseContent(BlockInput in, SparseMap map) {
        this.in = in;
        this.map = map;
    }

    @Override
    public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (piece < map.pieces() && position >= map.end(piece)) {
            piece++;
        }
        if (length == 0) {
            return 0;
        }
        if (position >= map.size()) {
            return -1;
        }
        boolean stored = piece < map.pieces() && position >= map.offset(piece);
        long end = stored ? map.end(piece) : piece < map.pieces() ? map.offset(piece) : map.size();
        int part = (int) Math.min(length, end - position);
        if (stored) {
            part = in.read(bytes, offset, part);
        } else {
            Arrays.fill(bytes, offset, offset + part, (byte) 0);
        }
        position += part;
        return part;
    }

    /** The stored bytes not read yet. */
    long stored() {
        long left = 0;
        for (int i = piece; i < map.pieces(); i++) {
            left += Math.max(0, map.end(i) - Math.max(position, map.offset(i)));
        }
        return left;
    }
}
