package dev.quern.store.task;

import dev.quern.core.error.QuernException;

/** What texts from outside must be before they become columns. */
final class Texts {
    private static final int KEY = 255;
    private static final int MESSAGE = 4096;
    /** Attempts gather in one value that is written anew with each. */
    private static final int BRIEF = 1024;

    private Texts() {}

    /** Checks a key that clients choose: bounded, since it goes into indexes, and printable. */
    static void key(String what, String key) {
        if (key.isEmpty()
                || key.length() > KEY
                || key.chars().anyMatch(c -> Character.isISOControl(c) || surrogate(c))) {
            throw QuernException.invalid("An " + what + " has 1 to " + KEY + " printable characters");
        }
    }

    /** A value of a header field: an end of line in it would begin another one. */
    static boolean isContentType(String type) {
        return !type.isBlank() && type.length() <= KEY && type.chars().noneMatch(c -> c < ' ' || c > '~');
    }

    /** Checks {@link #isContentType}. */
    static void contentType(String type) {
        if (!isContentType(type)) {
            throw QuernException.invalid("A content type has 1 to " + KEY + " characters of printable ASCII");
        }
    }

    /** A function writes what it likes; PostgreSQL's text holds no NUL, and UTF-8 no lone surrogates. */
    static String storable(String text) {
        return storable(text, MESSAGE);
    }

    static String brief(String text) {
        return storable(text, BRIEF);
    }

    private static String storable(String text, int longest) {
        StringBuilder clean = new StringBuilder(Math.min(text.length(), longest));
        text.codePoints()
                .limit(longest)
                .map(c -> c == 0 || surrogate(c) ? 0xFFFD : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean surrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
