package dev.quern.images.tar;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.charset.StandardCharsets;

/** The fields of one 512-byte header block: ustar, and GNU tar's variations. */
final class TarHeader {
    static final int BLOCK = 512;

    private final byte[] block;

    private TarHeader(byte[] block) {
        this.block = block;
    }

    /** A block that continues a header and has no checksum. */
    static TarHeader unchecked(byte[] block) {
        return new TarHeader(block);
    }

    /** A header, told from anything else by its checksum. */
    static TarHeader checked(byte[] block) {
        TarHeader header = new TarHeader(block);
        header.check();
        return header;
    }

    private void check() {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BLOCK; i++) {
            // the checksum field itself counts as spaces
            int b = i >= 148 && i < 156 ? ' ' : block[i];
            unsigned += b & 0xff;
            signed += b;
        }
        long written = number(148, 8);
        if (written != unsigned && written != signed) {
            throw invalid("a tar header is corrupt (its checksum does not match)");
        }
    }

    static QuernException invalid(String message) {
        return new QuernException(ErrorCode.INVALID_IMAGE, message);
    }

    static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    char type() {
        return (char) (block[156] & 0xff);
    }

    String name() {
        String name = string(0, 100);
        // GNU tar's magic is "ustar  \0" and puts other fields where POSIX has the prefix
        boolean posix = string(257, 6).equals("ustar") && block[263] == '0';
        String prefix = posix ? string(345, 155) : "";
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    String link() {
        return string(157, 100);
    }

    int mode() {
        return (int) (number(100, 8) & 07777);
    }

    long uid() {
        return number(108, 8);
    }

    long gid() {
        return number(116, 8);
    }

    long size() {
        return notNegative("size", number(124, 12));
    }

    long modified() {
        return number(136, 12);
    }

    int deviceMajor() {
        return (int) number(329, 8);
    }

    int deviceMinor() {
        return (int) number(337, 8);
    }

    static long notNegative(String what, long value) {
        if (value < 0) {
            throw invalid("a tar header has a negative " + what);
        }
        return value;
    }

    String string(int offset, int length) {
        int end = offset;
        while (end < offset + length && block[end] != 0) {
            end++;
        }
        return new String(block, offset, end - offset, StandardCharsets.ISO_8859_1);
    }

    boolean isSet(int offset) {
        return block[offset] != 0;
    }

    /** Octal digits, or GNU's base 256 when the first bit is set. */
    long number(int offset, int length) {
        return (block[offset] & 0x80) != 0 ? binary(offset, length) : octal(offset, length);
    }

    private long binary(int offset, int length) {
        boolean negative = (block[offset] & 0x40) != 0;
        // the marker bit is not part of the number; a negative one is in two's complement
        long value = negative ? -1 : 0;
        for (int i = 0; i < length; i++) {
            int b = i == 0 ? (block[offset] & 0x7f) | (negative ? 0x80 : 0) : block[offset + i] & 0xff;
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw invalid("a number in a tar header is too large");
            }
            value = value << 8 | b;
        }
        return value;
    }

    private long octal(int offset, int length) {
        long value = 0;
        boolean digits = false;
        for (int i = offset; i < offset + length; i++) {
            int b = block[i];
            if (b == 0 || (b == ' ' && digits)) {
                break;
            }
            if (b == ' ') {
                continue;
            }
            if (b < '0' || b > '7') {
                throw invalid("a number in a tar header is not octal");
            }
            digits = true;
            value = value << 3 | (b - '0');
        }
        return value;
    }
}
