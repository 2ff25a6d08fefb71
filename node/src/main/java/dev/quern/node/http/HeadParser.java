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
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

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
        List<String> lines = lines();
        if (lines.isEmpty()) {
            throw new BadAnswer("it begins with an empty line");
        }
        String status = lines.getFirst();
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
        return new ResponseHead(code, status.charAt(7) - '0', headers(lines.subList(1, lines.size())));
    }

    /** What {@link #take} took, as a request's head; the length is not known yet. */
    InboundHead request() throws BadAnswer {
        List<String> lines = lines();
        if (lines.isEmpty()) {
            throw new BadAnswer("it begins with an empty line");
        }
        String text = lines.getFirst();
        // GET /path HTTP/1.1
        int first = text.indexOf(' ');
        int second = text.lastIndexOf(' ');
        String version = text.substring(second + 1);
        boolean good = first > 0
                && second > first + 1
                && isToken(text, first)
                && text.charAt(first + 1) == '/'
                && text.substring(first + 1, second).chars().allMatch(c -> c > ' ' && c < 0x7f)
                && (version.equals("HTTP/1.1") || version.equals("HTTP/1.0"));
        if (!good) {
            throw new BadAnswer("it does not begin like an HTTP/1 request: " + shown(text));
        }
        return new InboundHead(
                text.substring(0, first),
                text.substring(first + 1, second),
                version.charAt(7) - '0',
                headers(lines.subList(1, lines.size())));
    }

    /** As {@link #head}, of what follows the last chunk. */
    List<Header> trailers() throws BadAnswer {
        return headers(lines());
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                int end = i > from && bytes[i - 1] == '\r' ? i - 1 : i;
                if (end > from) {
                    lines.add(new String(bytes, from, end - from, StandardCharsets.ISO_8859_1));
                }
                from = i + 1;
            }
        }
        length = 0;
        line = 0;
        if (bytes.length > KEPT) {
            bytes = new byte[KEPT];
        }
        return lines;
    }

    private static List<Header> headers(List<String> lines) throws BadAnswer {
        if (lines.size() > MOST_HEADERS) {
            throw new BadAnswer("it has more than " + MOST_HEADERS + " headers");
        }
        List<Header> headers = new ArrayList<>(lines.size());
        for (String text : lines) {
            int colon = text.indexOf(':');
            if (colon <= 0 || !isToken(text, colon)) {
                throw new BadAnswer("this is no header: " + shown(text));
            }
            String value = text.substring(colon + 1).strip();
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if ((c < ' ' && c != '\t') || c == 0x7f) {
                    throw new BadAnswer("the header " + text.substring(0, colon) + " holds a control character");
                }
            }
            headers.add(new Header(text.substring(0, colon), value));
        }
        return headers;
    }

    private static boolean isToken(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && TOKEN.indexOf(c) < 0) {
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
