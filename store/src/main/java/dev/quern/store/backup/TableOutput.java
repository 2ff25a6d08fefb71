package dev.quern.store.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** One table's COPY stream as entries {@code TABLE/000000}, {@code TABLE/000001}…: a tar entry's size comes first. */
final class TableOutput extends OutputStream {
    static final int CHUNK = 4 << 20;

    private final TarWriter tar;
    private final String table;
    private final MessageDigest digest = TableSum.digest();
    private final byte[] chunk = new byte[CHUNK];
    private int filled;
    private int written;

    TableOutput(TarWriter tar, String table) {
        this.tar = tar;
        this.table = table;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int part = Math.min(length - done, CHUNK - filled);
            System.arraycopy(bytes, offset + done, chunk, filled, part);
            filled += part;
            done += part;
            if (filled == CHUNK) {
                put();
            }
        }
    }

    TableSum finish(long rows) throws IOException {
        if (filled > 0) {
            put();
        }
        return new TableSum(table, rows, HexFormat.of().formatHex(digest.digest()));
    }

    private void put() throws IOException {
        digest.update(chunk, 0, filled);
        tar.entry(String.format(Locale.ROOT, "%s/%06d", table, written++), chunk, filled);
        filled = 0;
    }
}
