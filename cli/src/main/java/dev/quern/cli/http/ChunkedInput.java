package dev.quern.cli.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The content of a chunked message (RFC 9112 section 7.1); an end without the last chunk is an error, never an end. */
final class ChunkedInput extends InputStream {
    private final InputStream in;
    private final LineReader lines;
    private long left;
    private boolean first = true;
    private @Nullable Headers trailers;

    ChunkedInput(InputStream in, LineReader lines) {
        this.in = in;
        this.lines = lines;
    }

    /** Present after the end was read. */
    Optional<Headers> trailers() {
        return Optional.ofNullable(trailers);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (trailers == null && left == 0) {
            nextChunk();
        }
        if (trailers != null) {
            return -1;
        }
        int n = in.read(buffer, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw new EOFException("the response was cut off");
        }
        left -= n;
        return n;
    }

    private void nextChunk() throws IOException {
        if (!first && !lines.line().isEmpty()) {
            throw new IOException("a chunk of the response is longer than it says");
        }
        first = false;
        lines.renew();
        String line = lines.line();
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).trim();
        if (size.isEmpty() || size.length() > 15 || !size.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
            throw new IOException("a chunk of the response has no valid size");
        }
        left = Long.parseLong(size, 16);
        if (left == 0) {
            trailers = Headers.read(lines);
        }
    }
}
