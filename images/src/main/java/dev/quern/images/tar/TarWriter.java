package dev.quern.images.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a tar archive: ustar headers, pax extended headers where ustar cannot say it. */
public final class TarWriter implements AutoCloseable {
    private static final long MAX_OCTAL_7 = 07777777;
    private static final long MAX_OCTAL_11 = 077777777777L;

    private final OutputStream out;

    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** An entry without content. */
    public void put(TarEntry entry) throws IOException {
        put(entry, InputStream.nullInputStream());
    }

    /**
     * An entry with its content.
     *
     * @throws IOException also if the content is not {@code entry.size()} bytes long
     */
    public void put(TarEntry entry, InputStream content) throws IOException {
        byte[] pax = pax(entry);
        if (pax.length > 0) {
            header('x', TarEntry.plain("pax", TarType.FILE, 0644, pax.length));
            out.write(pax);
            pad(pax.length);
        }
        header(flag(entry.type()), entry);
        long written = content.transferTo(out);
        if (written != entry.size()) {
            throw new IOException("a file changed its size while it was archived");
        }
        pad(written);
    }

    @Override
    public void close() throws IOException {
        out.write(new byte[2 * TarHeader.BLOCK]);
        out.close();
    }

    private void pad(long size) throws IOException {
        out.write(new byte[(int) BlockInput.padding(size)]);
    }

    private static char flag(TarType type) {
        return switch (type) {
            case FILE -> '0';
            case HARD_LINK -> '1';
            case SYMLINK -> '2';
            case CHARACTER_DEVICE -> '3';
            case BLOCK_DEVICE -> '4';
            case DIRECTORY -> '5';
            case FIFO -> '6';
        };
    }

    private static byte[] pax(TarEntry entry) {
        SortedMap<String, byte[]> fields = new TreeMap<>();
        if (entry.name().length() > 100) {
            fields.put("path", latin(entry.name()));
        }
        if (entry.link().length() > 100) {
            fields.put("linkpath", latin(entry.link()));
        }
        if (entry.size() > MAX_OCTAL_11) {
            fields.put("size", latin(Long.toString(entry.size())));
        }
        if (entry.uid() > MAX_OCTAL_7) {
            fields.put("uid", latin(Integer.toString(entry.uid())));
        }
        if (entry.gid() > MAX_OCTAL_7) {
            fields.put("gid", latin(Integer.toString(entry.gid())));
        }
        if (entry.modifiedNanos() != 0 && entry.modifiedSeconds() >= 0) {
            fields.put("mtime", latin("%d.%09d".formatted(entry.modifiedSeconds(), entry.modifiedNanos())));
        }
        entry.attributes().forEach((name, value) -> fields.put("SCHILY.xattr." + name, value));
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (Map.Entry<String, byte[]> field : fields.entrySet()) {
            record(records, latin(field.getKey()), field.getValue());
        }
        return records.toByteArray();
    }

    /** The length in front counts its own digits. */
    private static void record(ByteArrayOutputStream records, byte[] key, byte[] value) {
        int rest = key.length + value.length + 3;
        int length = rest + Integer.toString(rest).length();
        if (Integer.toString(length).length() != Integer.toString(rest).length()) {
            length++;
        }
        records.writeBytes(latin(length + " "));
        records.writeBytes(key);
        records.write('=');
        records.writeBytes(value);
        records.write('\n');
    }

    private void header(char flag, TarEntry entry) throws IOException {
        byte[] block = new byte[TarHeader.BLOCK];
        string(block, 0, 100, entry.name());
        octal(block, 100, 8, entry.mode());
        octal(block, 108, 8, Math.min(entry.uid(), MAX_OCTAL_7));
        octal(block, 116, 8, Math.min(entry.gid(), MAX_OCTAL_7));
        octal(block, 124, 12, Math.min(entry.size(), MAX_OCTAL_11));
        octal(block, 136, 12, Math.clamp(entry.modifiedSeconds(), 0, MAX_OCTAL_11));
        block[156] = (byte) flag;
        string(block, 157, 100, entry.link());
        string(block, 257, 8, "ustar\00000");
        octal(block, 329, 8, entry.deviceMajor());
        octal(block, 337, 8, entry.deviceMinor());
        int sum = 8 * ' ';
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(block, 148, 7, sum);
        block[155] = ' ';
        out.write(block);
    }

    private static void string(byte[] block, int offset, int length, String value) {
        byte[] bytes = latin(value);
        System.arraycopy(bytes, 0, block, offset, Math.min(bytes.length, length));
    }

    private static void octal(byte[] block, int offset, int length, long value) {
        String digits = Long.toOctalString(value);
        string(block, offset, length - 1, "0".repeat(length - 1 - digits.length()) + digits);
    }

    private static byte[] latin(String bytes) {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }
}
