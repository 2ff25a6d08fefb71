package dev.quern.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads the lines of heads, chunk sizes and trailers; their sum per response is bounded. */
final class LineReader {
    private static final int MOST = 256 * 1024;
    private final InputStream in;
    private int budget = MOST;

    LineReader(InputStream in) {
        this.in = in;
    }

    /** The next line without its end, CRLF or a bare LF (RFC 9112 section 2.2). */
    String line() throws IOException {
        byte[] text = new byte[128];
        int length = 0;
        for (int c; (c = in.read()) != '\n'; ) {
            if (c < 0) {
                throw new EOFException("the server closed the connection in the middle of its answer");
            }
            if (--budget < 0) {
                throw new IOException("the server's answer has headers without end");
            }
            if (length == text.length) {
                text = java.util.Arrays.copyOf(text, length * 2);
            }
            text[length++] = (byte) c;
        }
        int end = length > 0 && text[length - 1] == '\r' ? length - 1 : length;
        return new String(text, 0, end, StandardCharsets.ISO_8859_1);
    }

    /** A chunk of data went by: its size line no longer counts against the bound. */
    void renew() {
        budget = MOST;
    }
}
