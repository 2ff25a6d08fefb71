package dev.quern.node.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a message's content ends (RFC 9112 section 6.3), and its content without the chunks it came in. Both a length
 * and a transfer coding, lengths that differ, and codings besides {@code chunked} are refused: whoever sends them means
 * something else to each reader.
 *
 * <p>states: CONTENT → ENDED for a length; SIZE → CONTENT → CHUNK_END → SIZE …, SIZE → TRAILERS → ENDED for chunks
 */
final class Framing {
    private static final int MOST_SIZE_LINE = 256;

    private enum State {
        SIZE,
        CONTENT,
        CHUNK_END,
        TRAILERS,
        UNTIL_CLOSE,
        ENDED
    }

    private final boolean chunked;
    private final int mostTrailers;
    /** Of trailers, which few messages have. */
    private @Nullable HeadParser parser;

    private final StringBuilder sizeLine = new StringBuilder();
    private State state;
    private long left;
    private List<Header> trailers = List.of();

    private Framing(State state, boolean chunked, long left, int mostTrailers) {
        this.mostTrailers = mostTrailers;
        this.state = state;
        this.chunked = chunked;
        this.left = left;
    }

    static Framing of(ResponseHead head, boolean answersHead) throws BadAnswer {
        Framing said = of(head.headers(), head.minor(), State.UNTIL_CLOSE, HeadParser.MOST_BYTES);
        if (head.isSwitch()) {
            return new Framing(State.UNTIL_CLOSE, false, 0, 0);
        }
        return answersHead || head.status() == 204 || head.status() == 304
                ? new Framing(State.ENDED, false, 0, 0)
                : said;
    }

    /** Of a request, which has no content unless it says so. */
    static Framing of(InboundHead head, int mostTrailers) throws BadAnswer {
        return of(head.headers(), head.minor(), State.ENDED, mostTrailers);
    }

    private static Framing of(List<Header> headers, int minor, State otherwise, int mostTrailers) throws BadAnswer {
        List<String> codings = Header.members(headers, "Transfer-Encoding");
        List<String> lengths = new ArrayList<>(1);
        for (Header header : headers) {
            if (header.is("Content-Length") && !lengths.contains(header.value())) {
                lengths.add(header.value());
            }
        }
        if (!codings.isEmpty() && (!codings.equals(List.of("chunked")) || !lengths.isEmpty() || minor == 0)) {
            throw new BadAnswer(
                    lengths.isEmpty()
                            ? "its Transfer-Encoding is not 'chunked'"
                            : "it has both a Content-Length and a Transfer-Encoding");
        }
        if (!codings.isEmpty()) {
            return new Framing(State.SIZE, true, 0, mostTrailers);
        }
        if (lengths.isEmpty()) {
            return new Framing(otherwise, false, 0, mostTrailers);
        }
        long length = length(lengths);
        return new Framing(length == 0 ? State.ENDED : State.CONTENT, false, length, mostTrailers);
    }

    private static long length(List<String> values) throws BadAnswer {
        String text = values.getFirst();
        if (values.size() > 1
                || text.isEmpty()
                || text.length() > 18
                || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new BadAnswer("its Content-Length is no number");
        }
        return Long.parseLong(text);
    }

    boolean isEnded() {
        return state == State.ENDED;
    }

    /** Whether only the connection's end marks the content's. */
    boolean isUntilClose() {
        return state == State.UNTIL_CLOSE;
    }

    /** What followed the last chunk. */
    List<Header> trailers() {
        return trailers;
    }

    /**
     * Takes what came, up to the end of the answer, and leaves its content, which it moves together, from {@code from}
     * to the returned index.
     */
    int decode(ByteBuffer in) throws BadAnswer {
        int to = in.position();
        while (in.hasRemaining() && state != State.ENDED) {
            switch (state) {
                case UNTIL_CLOSE -> to = keep(in, to, in.remaining());
                case CONTENT -> {
                    int n = (int) Math.min(left, in.remaining());
                    to = keep(in, to, n);
                    left -= n;
                    if (left == 0) {
                        state = chunked ? State.CHUNK_END : State.ENDED;
                    }
                }
                case SIZE -> size(in);
                case CHUNK_END -> chunkEnd(in);
                case TRAILERS -> trailers(in);
                case ENDED -> throw new IllegalStateException();
            }
        }
        return to;
    }

    /** Moves {@code n} bytes to {@code to} when something before them was taken out. */
    private static int keep(ByteBuffer in, int to, int n) {
        if (to != in.position()) {
            in.put(to, in, in.position(), n);
        }
        in.position(in.position() + n);
        return to + n;
    }

    private void size(ByteBuffer in) throws BadAnswer {
        while (in.hasRemaining()) {
            byte b = in.get();
            if (b == '\n') {
                left = size(sizeLine);
                sizeLine.setLength(0);
                state = left == 0 ? State.TRAILERS : State.CONTENT;
                return;
            }
            if (sizeLine.length() == MOST_SIZE_LINE) {
                throw new BadAnswer("the line before a chunk is too long");
            }
            sizeLine.append((char) (b & 0xff));
        }
    }

    /** Extensions behind a semicolon are ignored. */
    private static long size(StringBuilder line) throws BadAnswer {
        String text = line.toString();
        int end = text.indexOf(';');
        String digits = (end < 0 ? text : text.substring(0, end)).strip();
        boolean hex = !digits.isEmpty()
                && digits.length() <= 15
                && digits.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
        if (!hex) {
            throw new BadAnswer("a chunk's size is no number");
        }
        return Long.parseLong(digits, 16);
    }

    private void trailers(ByteBuffer in) throws BadAnswer {
        HeadParser of = parser;
        if (of == null) {
            of = new HeadParser(mostTrailers);
            parser = of;
        }
        if (of.take(in)) {
            trailers = of.trailers();
            state = State.ENDED;
        }
    }

    private void chunkEnd(ByteBuffer in) throws BadAnswer {
        byte b = in.get();
        if (b == '\n') {
            state = State.SIZE;
        } else if (b != '\r') {
            throw new BadAnswer("a chunk is longer than it says");
        }
    }
}
