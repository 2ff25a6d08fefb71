package dev.quern.node.lambda;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a string in JSON means (RFC 8259 section 7), in UTF-8. Reading fails with a QuernException where it means nothing. */
final class Unescaped extends InputStream {
    private final Gathered json;
    private final int to;
    private int at;
    /** Of the character that was escaped last, and how many of its bytes have been read. */
    private byte[] character = {};

    private int taken;

    /** @param json is held by whoever reads */
    Unescaped(Gathered json, Outline.Span text) {
        this.json = json;
        this.at = text.from();
        this.to = text.to();
    }

    @Override
    public int read() {
        if (taken < character.length) {
            return character[taken++] & 0xff;
        }
        if (at == to) {
            return -1;
        }
        byte b = json.at(at++);
        return b == '\\' ? escaped() : b & 0xff;
    }

    /** A string does not end with a backslash that is none of its text, so something follows. */
    private int escaped() {
        byte b = json.at(at++);
        return switch (b) {
            case '"', '\\', '/' -> b;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw wrong();
        };
    }

    private int unicode() {
        StringBuilder units = new StringBuilder().append(unit());
        if (Character.isHighSurrogate(units.charAt(0))
                && at + 1 < to
                && json.at(at) == '\\'
                && json.at(at + 1) == 'u') {
            int before = at;
            at += 2;
            char low = unit();
            if (Character.isLowSurrogate(low)) {
                units.append(low);
            } else {
                at = before;
            }
        }
        character = units.toString().getBytes(StandardCharsets.UTF_8);
        taken = 1;
        return character[0] & 0xff;
    }

    private char unit() {
        if (at + 4 > to) {
            throw wrong();
        }
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(json.at(at++), 16);
            if (digit < 0) {
                throw wrong();
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    private static RuntimeException wrong() {
        return Failures.bad("its body has an escape that JSON does not know");
    }
}
