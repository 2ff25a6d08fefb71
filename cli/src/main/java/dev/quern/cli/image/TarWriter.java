package dev.quern.cli.image;

import dev.quern.cli.http.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Regular files in the ustar format (POSIX.1-2001 pax, section "ustar Interchange Format"). */
final class TarWriter {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;
    /** The largest size eleven octal digits hold; above it GNU's base-256 form is used. */
    private static final long LARGEST_OCTAL = 0x1_FFFF_FFFFL;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    void file(String name, Path file) throws IOException {
        long size = Files.size(file);
        out.write(header(name, size));
        try (InputStream in = Files.newInputStream(file)) {
            if (Streams.copy(in, out) != size) {
                throw new IOException("the file " + file + " changed its size while it was being sent");
            }
        }
        out.write(new byte[(int) (-size & (BLOCK - 1))]);
    }

    /** Two empty blocks end an archive. */
    void finish() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }

    private static byte[] header(String name, long size) throws IOException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length > LONGEST_NAME) {
            throw new IOException("the name " + name + " is too long for an image's file");
        }
        byte[] block = new byte[BLOCK];
        System.arraycopy(path, 0, block, 0, path.length);
        octal(block, 100, 8, 0644);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        size(block, size);
        octal(block, 136, 12, 0);
        block[156] = '0';
        put(block, 257, "ustar\0" + "00");
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    private static void size(byte[] block, long size) {
        if (size <= LARGEST_OCTAL) {
            octal(block, 124, 12, size);
            return;
        }
        block[124] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            block[135 - i] = (byte) (size >>> (8 * i));
        }
    }

    private static void octal(byte[] block, int at, int width, long value) {
        String digits = Long.toOctalString(value);
        put(block, at, "0".repeat(width - 1 - digits.length()) + digits + "\0");
    }

    private static void put(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
