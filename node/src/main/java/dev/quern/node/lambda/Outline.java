package dev.quern.node.lambda;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What is to be known of a JSON object that may have megabytes before any of it is parsed: where its member {@code body}
 * is, which has most of them and is no matter of the parser, and whether there is a {@code statusCode}.
 *
 * @param body if it is a text
 */
record Outline(Optional<Span> body, boolean hasStatus) {
    private static final byte[] BODY = "\"body\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] STATUS = "\"statusCode\"".getBytes(StandardCharsets.US_ASCII);

    /** A text in JSON, without its quotes. */
    record Span(int from, int to) {
        int length() {
            return to - from;
        }
    }

    /** Of what is in UTF-8, where no byte of a character beyond ASCII looks like one of JSON's own. */
    static Outline of(Gathered json) {
        int length = Math.toIntExact(json.length());
        Optional<Span> body = Optional.empty();
        boolean status = false;
        int depth = 0;
        for (int i = 0; i < length; i++) {
            byte b = json.at(i);
            if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
            } else if (b == '"') {
                int end = end(json, i);
                if (depth == 1 && body.isEmpty() && is(json, i, end, BODY)) {
                    body = value(json, end);
                    end = body.map(span -> span.to() + 1).orElse(end);
                } else if (depth == 1 && is(json, i, end, STATUS)) {
                    status |= isColon(json, afterBlanks(json, end));
                }
                i = end - 1;
            }
        }
        return new Outline(body, status);
    }

    private static boolean is(Gathered json, int from, int to, byte[] name) {
        for (int i = 0; to - from == name.length && i < name.length; i++) {
            if (json.at(from + i) != name[i]) {
                return false;
            }
        }
        return to - from == name.length;
    }

    /** Behind the string that begins at {@code from}. */
    private static int end(Gathered json, int from) {
        for (int i = from + 1; i < json.length(); i++) {
            byte b = json.at(i);
            if (b == '\\') {
                i++;
            } else if (b == '"') {
                return i + 1;
            }
        }
        throw Failures.bad("a string in its JSON does not end");
    }

    /** The string behind a colon, if that is what follows. */
    private static Optional<Span> value(Gathered json, int from) {
        int colon = afterBlanks(json, from);
        if (!isColon(json, colon)) {
            return Optional.empty();
        }
        int quote = afterBlanks(json, colon + 1);
        return quote < json.length() && json.at(quote) == '"'
                ? Optional.of(new Span(quote + 1, end(json, quote) - 1))
                : Optional.empty();
    }

    private static boolean isColon(Gathered json, int at) {
        return at < json.length() && json.at(at) == ':';
    }

    private static int afterBlanks(Gathered json, int from) {
        int i = from;
        while (i < json.length() && " \t\r\n".indexOf(json.at(i)) >= 0) {
            i++;
        }
        return i;
    }
}
