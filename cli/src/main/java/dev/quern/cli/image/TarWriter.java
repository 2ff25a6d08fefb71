package dev.quern.cli.image;

import dev.quern.cli.http.Streams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Files, directories and symbolic links in the ustar format (POSIX.1-2001 pax, section "ustar Interchange Format");
 * names longer than it takes in GNU's way.
 */
public final class TarWriter {
    private static final int BLOCK = 512;
    private static final int LONGEST_NAME = 100;
    private static final String LONG_NAME = "././@LongLink";
    /** The largest size eleven octal digits hold; above it GNU's base-256 form is used. */
    private static final long LARGEST_OCTAL = 0x1_FFFF_FFFFL;

    private final OutputStream out;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    public void file(String name, Path file) throws IOException {
        file(name, file, 0644);
    }

    public void file(String name, Path file, int mode) throws IOException {
        long size = Files.size(file);
        entry('0', name, "", size, mode);
        try (InputStream in = Files.newInputStream(file)) {
            if (Streams.copy(in, out) != size) {
                throw new IOException("the file " + file + " changed its size while it was being sent");
            }
        }
        pad(size);
    }

    public void directory(String name) throws IOException {
        entry('5', name + "/", "", 0, 0755);
    }

    public void symlink(String name, String target) throws IOException {
        entry('2', name, target, 0, 0777);
    }

    private void entry(char type, String name, String link, long size, int mode) throws IOException {
        lengthen('L', name);
        lengthen('K', link);
        out.write(header(type, name, link, size, mode));
    }

    /** An entry before the entry, with the name the header has no room for. */
    private void lengthen(char type, String name) throws IOException {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_NAME) {
            out.write(header(type, LONG_NAME, "", bytes.length + 1L, 0644));
            out.write(bytes);
            out.write(0);
            pad(bytes.length + 1L);
        }
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) (-size & (BLOCK - 1))]);
    }

    /** Two empty blocks end an archive. */
    public void finish() throws IOException {
        out.write(new byte[2 * BLOCK]);
    }

    private static byte[] header(char type, String name, String link, long size, int mode) {
        byte[] block = new byte[BLOCK];
        cut(block, 0, name);
        cut(block, 157, link);
        octal(block, 100, 8, mode);
        octal(block, 108, 8, 0);
        octal(block, 116, 8, 0);
        size(block, size);
        octal(block, 136, 12, 0);
        block[156] = (byte) type;
        put(block, 257, "ustar\0" + "00");
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        return block;
    }

    private static void cut(byte[] block, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, LONGEST_NAME));
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
