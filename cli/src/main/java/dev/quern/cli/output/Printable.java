package dev.quern.cli.output;

/** Makes text from outside safe to show: it must not move the cursor or change the terminal. */
public final class Printable {
    private Printable() {}

    /** Control characters except line breaks and tabs become question marks. */
    public static String text(String text) {
        return map(text, true);
    }

    /** As {@link #text}, and all on one line. */
    static String line(String text) {
        return map(text, false);
    }

    private static String map(String text, boolean lines) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean bad = Character.isISOControl(c) && !(lines && (c == '\n' || c == '\t'));
            boolean turns = c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069';
            if (bad || turns) {
                out = out == null ? new StringBuilder(text) : out;
                out.setCharAt(i, '?');
            }
        }
        return out == null ? text : out.toString();
    }
}
