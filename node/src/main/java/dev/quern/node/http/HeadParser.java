package dev.quern.node.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Heads and trailers (RFC 9112 sections 3 to 5), taken piece by piece and strictly: no folded lines, no space before a
 * colon, no control characters, no more bytes than allowed. A line may end in LF alone (section 2.2).
 */
final class HeadParser {
    static final int MOST_BYTES = 64 << 10;

    /** Of memory between two heads. */
    private static final int KEPT = 512;

    private static final int MOST_HEADERS = 500;
    private final int most;
    private byte[] bytes = new byte[KEPT];
    private int length;
    /** Where the line that is being read began. */
    private int line;

    HeadParser() {
        this(MOST_BYTES);
    }

    HeadParser(int most) {
        this.most = most;
    }

    /** Takes bytes up to the empty line, which ends a head; false when it has not come yet. */
    boolean take(ByteBuffer in) throws BadAnswer {
        while (in.hasRemaining()) {
            byte b = in.get();
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = b;
            if (b == '\n') {
                int end = length - 1;
                if (end > line && bytes[end - 1] == '\r') {
                    end--;
                }
                if (end == line) {
                    return true;
                }
                line = length;
            }
            if (length >= most) {
                throw new BadAnswer("its headers are longer than " + (most >> 10) + " KiB");
            }
        }
        return false;
    }

    boolean isEmpty() {
        return length == 0;
    }

    /** What {@link #take} took, which begins anew. */
    ResponseHead head() throws BadAnswer {
        try {
            String status = first();
            // HTTP/1.1 200 OK
            boolean good = status.length() >= 12
                    && status.startsWith("HTTP/1.")
                    && (status.charAt(7) == '0' || status.charAt(7) == '1')
                    && status.charAt(8) == ' '
                    && (status.length() == 12 || status.charAt(12) == ' ');
            int code = good ? number(status.substring(9, 12)) : -1;
            if (code < 100) {
                throw new BadAnswer("it does not begin like an HTTP/1 answer: " + shown(status));
            }
            return new ResponseHead(code, status.charAt(7) - '0', headers(feed(0) + 1));
        } finally {
            clear();
        }
    }

    /** What {@link #take} took, as a request's head; the length is not known yet. */
    InboundHead request() throws BadAnswer {
        try {
            String text = first();
            // GET /path HTTP/1.1
            int target = text.indexOf(' ');
            int end = text.lastIndexOf(' ');
            String version = text.substring(end + 1);
            boolean good = target > 0
                    && end > target + 1
                    && isToken(0, target)
                    && text.charAt(target + 1) == '/'
                    && text.substring(target + 1, end).chars().allMatch(c -> c > ' ' && c < 0x7f)
                    && (version.equals("HTTP/1.1") || version.equals("HTTP/1.0"));
            if (!good) {
                throw new BadAnswer("it does not begin like an HTTP/1 request: " + shown(text));
            }
            return new InboundHead(
                    text.substring(0, target),
                    text.substring(target + 1, end),
                    version.charAt(7) - '0',
                    headers(feed(0) + 1));
        } finally {
            clear();
        }
    }

    /** As {@link #head}, of what follows the last chunk. */
    List<Header> trailers() throws BadAnswer {
        try {
            return headers(0);
        } finally {
            clear();
        }
    }

    private void clear() {
        length = 0;
        line = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[KEPT];
        }
    }

    private String first() throws BadAnswer {
        String text = text(0, end(feed(0)));
        if (text.isEmpty()) {
            throw new BadAnswer("it begins with an empty line");
        }
        return text;
    }

    /** Where the line ends that begins there. */
    private int feed(int from) {
        int at = from;
        while (bytes[at] != '\n') {
            at++;
        }
        return at;
    }

    /** Where the text of the line that ends there does. */
    private int end(int feed) {
        return feed > 0 && bytes[feed - 1] == '\r' ? feed - 1 : feed;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Of all lines from there to the empty one, which is the last. */
    private List<Header> headers(int first) throws BadAnswer {
        List<Header> headers = new ArrayList<>();
        int from = first;
        int feed = feed(from);
        while (end(feed) > from) {
            if (headers.size() == MOST_HEADERS) {
                throw new BadAnswer("it has more than " + MOST_HEADERS + " headers");
            }
            headers.add(header(from, end(feed)));
            from = feed + 1;
            feed = feed(from);
        }
        return headers;
    }

    private Header header(int first, int end) throws BadAnswer {
        int colon = first;
        while (colon < end && bytes[colon] != ':') {
            colon++;
        }
        if (colon == end || colon == first || !isToken(first, colon)) {
            throw new BadAnswer("this is no header: " + shown(text(first, end)));
        }
        int from = colon + 1;
        int to = end;
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (from < to && isBlank(bytes[to - 1])) {
            to--;
        }
        for (int i = from; i < to; i++) {
            int c = bytes[i] & 0xff;
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw new BadAnswer("the header " + text(first, colon) + " holds a control character");
            }
        }
        return new Header(text(first, colon), text(from, to));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private boolean isToken(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Tokens.holds(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private static int number(@Nullable String digits) {
        int value = 0;
        for (int i = 0; digits != null && i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = 10 * value + c - '0';
        }
        return value;
    }

    private static String shown(String text) {
        String start = text.length() > 60 ? text.substring(0, 60) + "…" : text;
        return "'" + start.replaceAll("[^ -~…]", "?") + "'";
    }
}
