package dev.quern.gateway.task;

import dev.quern.core.error.QuernException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the JSON (RFC 8259) of one line where it lies, as far as a batch's lines need it: strings, small
 * numbers, arrays of strings. Strict: UTF-8, no control characters, no lone surrogates. Texts stay bytes, since
 * most of them go on as bytes.
 */
final class JsonLine {
    private static final int LARGEST_NUMBER = 9;

    private final byte[] bytes;
    private final int end;
    private int at;

    JsonLine(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /** Takes {@code c} if it is what comes next. */
    boolean take(char c) {
        blanks();
        if (at < end && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    void expect(char c) {
        if (!take(c)) {
            throw bad("'" + c + "' is missing");
        }
    }

    void expectEnd() {
        blanks();
        if (at != end) {
            throw bad("something follows the object");
        }
    }

    boolean takeNull() {
        blanks();
        boolean is = end - at >= 4
                && bytes[at] == 'n'
                && bytes[at + 1] == 'u'
                && bytes[at + 2] == 'l'
                && bytes[at + 3] == 'l';
        at += is ? 4 : 0;
        return is;
    }

    int number() {
        blanks();
        int start = at;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == start || at - start > LARGEST_NUMBER || (bytes[start] == '0' && at - start > 1)) {
            throw bad("a whole number is missing");
        }
        int value = 0;
        for (int i = start; i < at; i++) {
            value = 10 * value + bytes[i] - '0';
        }
        return value;
    }

    String string() {
        return new String(text(), StandardCharsets.UTF_8);
    }

    /** A string in UTF-8. */
    byte[] text() {
        expect('"');
        int start = at;
        boolean escaped = false;
        boolean beyondAscii = false;
        while (at < end && bytes[at] != '"') {
            byte c = bytes[at++];
            if (c == '\\') {
                escaped = true;
                at++;
            } else if (c < 0) {
                beyondAscii = true;
            } else if (c < ' ') {
                throw bad("a control character is in a string");
            }
        }
        if (at >= end) {
            throw bad("a string does not end");
        }
        byte[] text = escaped ? unescaped(start, at) : Arrays.copyOfRange(bytes, start, at);
        at++;
        if (beyondAscii) {
            requireUtf8(text);
        }
        return text;
    }

    /** What is unescaped is never longer than what was escaped. */
    private byte[] unescaped(int start, int stop) {
        byte[] out = new byte[stop - start];
        int size = 0;
        for (int i = start; i < stop; i++) {
            if (bytes[i] != '\\') {
                out[size++] = bytes[i];
                continue;
            }
            byte escape = bytes[++i];
            if (escape == 'u') {
                int point = unit(i + 1, stop);
                i += 4;
                if (Character.isHighSurrogate((char) point)) {
                    point = Character.toCodePoint((char) point, low(i + 1, stop));
                    i += 6;
                }
                size = encode(point, out, size);
            } else {
                out[size++] = plain(escape);
            }
        }
        return Arrays.copyOf(out, size);
    }

    private static byte plain(byte escape) {
        return switch (escape) {
            case '"', '\\', '/' -> escape;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw bad("an escape is unknown");
        };
    }

    private int unit(int from, int stop) {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < stop ? Character.digit(bytes[i], 16) : -1;
            if (digit < 0) {
                throw bad("an escape is not four hexadecimal digits");
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private char low(int from, int stop) {
        if (from + 6 <= stop && bytes[from] == '\\' && bytes[from + 1] == 'u') {
            char low = (char) unit(from + 2, stop);
            if (Character.isLowSurrogate(low)) {
                return low;
            }
        }
        throw bad("a surrogate stands alone");
    }

    private static int encode(int point, byte[] out, int at) {
        int size = at;
        if (point < 0x80) {
            out[size++] = (byte) point;
        } else if (point < 0x800) {
            out[size++] = (byte) (0xc0 | point >> 6);
            out[size++] = (byte) (0x80 | point & 0x3f);
        } else if (point < 0x10000) {
            if (Character.isSurrogate((char) point)) {
                throw bad("a surrogate stands alone");
            }
            out[size++] = (byte) (0xe0 | point >> 12);
            out[size++] = (byte) (0x80 | point >> 6 & 0x3f);
            out[size++] = (byte) (0x80 | point & 0x3f);
        } else {
            out[size++] = (byte) (0xf0 | point >> 18);
            out[size++] = (byte) (0x80 | point >> 12 & 0x3f);
            out[size++] = (byte) (0x80 | point >> 6 & 0x3f);
            out[size++] = (byte) (0x80 | point & 0x3f);
        }
        return size;
    }

    private static void requireUtf8(byte[] text) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw bad("it is not UTF-8");
        }
    }

    private void blanks() {
        while (at < end && (bytes[at] == ' ' || bytes[at] == '\t' || bytes[at] == '\r')) {
            at++;
        }
    }

    static QuernException bad(String why) {
        return QuernException.invalid("The line is not a task in JSON: " + why);
    }
}
