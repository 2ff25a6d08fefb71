package dev.quern.node.lambda;

import java.util.Optional;

/**
 * The member {@code body} of a JSON object, apart from the others: it may have megabytes, and the parser takes strings
 * of some hundred KiB.
 *
 * @param rest the object with an empty text in its place
 * @param body the text, if the object has one
 */
record BodyMember(String rest, Optional<String> body) {
    private static final String NAME = "\"body\"";

    static BodyMember split(String json) {
        int depth = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '{' || c == '[') {
                depth++;
            } else if (c == '}' || c == ']') {
                depth--;
            } else if (c == '"') {
                int end = end(json, i);
                int value = depth == 1 && json.startsWith(NAME, i) && end == i + NAME.length() ? value(json, end) : -1;
                if (value >= 0) {
                    int after = end(json, value);
                    return new BodyMember(
                            json.substring(0, value) + "\"\"" + json.substring(after),
                            Optional.of(unescaped(json, value + 1, after - 1)));
                }
                i = end - 1;
            }
        }
        return new BodyMember(json, Optional.empty());
    }

    /** Behind the string that begins at {@code from}. */
    private static int end(String json, int from) {
        for (int i = from + 1; i < json.length(); i++) {
            char c = json.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
        }
        throw Failures.bad("a string in its JSON does not end");
    }

    /** Where the string behind a colon begins; negative when it is none. */
    private static int value(String json, int from) {
        int i = blank(json, from);
        if (i == json.length() || json.charAt(i) != ':') {
            return -1;
        }
        i = blank(json, i + 1);
        return i < json.length() && json.charAt(i) == '"' ? i : -1;
    }

    private static int blank(String json, int from) {
        int i = from;
        while (i < json.length() && " \t\r\n".indexOf(json.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }

    private static String unescaped(String json, int from, int to) {
        StringBuilder text = new StringBuilder(to - from);
        for (int i = from; i < to; i++) {
            char c = json.charAt(i);
            if (c != '\\') {
                text.append(c);
                continue;
            }
            char escaped = json.charAt(++i);
            switch (escaped) {
                case '"', '\\', '/' -> text.append(escaped);
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'n' -> text.append('\n');
                case 'r' -> text.append('\r');
                case 't' -> text.append('\t');
                case 'u' -> {
                    text.append(unit(json, i + 1, to));
                    i += 4;
                }
                default -> throw Failures.bad("its body has an escape that JSON does not know");
            }
        }
        return text.toString();
    }

    private static char unit(String json, int from, int to) {
        if (from + 4 <= to && json.substring(from, from + 4).matches("[0-9a-fA-F]{4}")) {
            return (char) Integer.parseInt(json, from, from + 4, 16);
        }
        throw Failures.bad("its body has an escape that JSON does not know");
    }
}
