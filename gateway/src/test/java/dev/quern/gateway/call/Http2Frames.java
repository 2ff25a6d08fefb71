package dev.quern.gateway.call;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Frames of a server as hex, made by hand (RFC 9113 section 6), so that they may be wrong. */
final class Http2Frames {
    static final String SETTINGS = frame(4, 0, 0, "");
    static final int END_STREAM = 1;

    private static final int END_HEADERS = 4;
    private static final String OK = "88";

    private Http2Frames() {}

    static String frame(int type, int flags, int stream, String payload) {
        ByteBuffer head = ByteBuffer.allocate(9)
                .putInt(payload.length() / 2 << 8 | type)
                .put((byte) flags)
                .putInt(stream);
        return HexFormat.of().formatHex(head.array()) + payload;
    }

    /** 200, and fields. */
    static String head(int stream, int flags, String... fields) {
        return frame(1, END_HEADERS | flags, stream, OK + String.join("", fields));
    }

    /** Fields without a status. */
    static String trailers(int stream, String... fields) {
        return frame(1, END_HEADERS | END_STREAM, stream, String.join("", fields));
    }

    /** As HPACK writes one that nobody is to remember (RFC 7541 section 6.2.2); up to 126 bytes each. */
    static String field(String name, String value) {
        return "00" + text(name) + text(value);
    }

    private static String text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return HexFormat.of().toHexDigits((byte) bytes.length) + HexFormat.of().formatHex(bytes);
    }

    static String data(int stream, int flags, String text) {
        return frame(0, flags, stream, HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII)));
    }

    static String reset(int stream, int code) {
        return frame(3, 0, stream, number(code));
    }

    static String goAway(int last, int code) {
        return frame(7, 0, 0, number(last) + number(code));
    }

    static String number(int number) {
        return HexFormat.of().toHexDigits(number);
    }
}
