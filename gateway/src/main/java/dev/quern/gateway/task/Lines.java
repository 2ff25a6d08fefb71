package dev.quern.gateway.task;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream in one buffer that is reused: a line is valid until the next. A line longer than
 * {@link #LONGEST} is passed over to its end and says so. Empty lines are none.
 */
final class Lines {
    static final int LONGEST = 1 << 20;

    private static final int PIECE = 64 << 10;

    private final InputStream in;
    private byte[] buffer = new byte[2 * PIECE];
    private int next; // where the next line begins
    private int filled; // what was read lies before this
    private int from;
    private int to;
    private boolean tooLong;
    private boolean ended;

    Lines(InputStream in) {
        this.in = in;
    }

    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    boolean tooLong() {
        return tooLong;
    }

    /** Goes on to the next line; false at the end. The last line need not end in a line break. */
    boolean advance() throws IOException {
        do {
            if (!line()) {
                return false;
            }
        } while (from == to && !tooLong);
        return true;
    }

    private boolean line() throws IOException {
        tooLong = false;
        int at = next;
        while (true) {
            for (; at < filled; at++) {
                if (buffer[at] == '\n') {
                    found(at, at + 1);
                    return true;
                }
            }
            if (ended) {
                boolean rest = next < filled || tooLong;
                found(filled, filled);
                return rest;
            }
            if (filled - next > LONGEST) {
                tooLong = true;
                next = 0;
                filled = 0;
                at = 0;
            }
            at -= fill();
        }
    }

    private void found(int end, int after) {
        from = next;
        to = end > next && buffer[end - 1] == '\r' ? end - 1 : end;
        tooLong |= to - from > LONGEST;
        next = after;
    }

    /** Reads more, after moving what is not used up to the front; returns by how much it was moved. */
    private int fill() throws IOException {
        int moved = 0;
        if (buffer.length - filled < PIECE && next > 0) {
            System.arraycopy(buffer, next, buffer, 0, filled - next);
            moved = next;
            filled -= next;
            next = 0;
        }
        if (buffer.length - filled < PIECE) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int n = in.read(buffer, filled, buffer.length - filled);
        if (n < 0) {
            ended = true;
        } else {
            filled += n;
        }
        return moved;
    }
}
