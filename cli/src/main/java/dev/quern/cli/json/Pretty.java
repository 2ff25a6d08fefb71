package dev.quern.cli.json;

/** Lays compact JSON out with two spaces for each level; the values are untouched. */
final class Pretty {
    private final StringBuilder out;
    private int level;

    private Pretty(int length) {
        out = new StringBuilder(length * 2);
    }

    static String print(String json) {
        Pretty pretty = new Pretty(json.length());
        pretty.lay(json);
        return pretty.out.toString();
    }

    private void lay(String json) {
        boolean quoted = false;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (quoted) {
                out.append(c);
                if (c == '\\') {
                    out.append(json.charAt(++i));
                }
                quoted = c != '"';
            } else {
                quoted = c == '"';
                boolean empty = (c == '{' || c == '[') && isClosing(json.charAt(i + 1));
                structure(c, empty);
                if (empty) {
                    out.append(json.charAt(++i));
                }
            }
        }
    }

    private void structure(char c, boolean empty) {
        if (isClosing(c)) {
            level--;
            line();
        }
        out.append(c);
        if (c == ':') {
            out.append(' ');
        } else if (c == ',') {
            line();
        } else if (!empty && (c == '{' || c == '[')) {
            level++;
            line();
        }
    }

    private void line() {
        out.append('\n').repeat(' ', 2 * level);
    }

    private static boolean isClosing(char c) {
        return c == '}' || c == ']';
    }
}
