package dev.quern.node.http;

/** The characters of methods and of headers' names (RFC 9110 section 5.6.2). */
public final class Tokens {
    private static final boolean[] IN_TOKEN = new boolean[128];

    static {
        for (char c = 0; c < IN_TOKEN.length; c++) {
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            IN_TOKEN[c] = letter || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
        }
    }

    private Tokens() {}

    /** Whether it is one, which has a character at least. */
    public static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(Tokens::holds);
    }

    static boolean holds(int c) {
        return c >= 0 && c < IN_TOKEN.length && IN_TOKEN[c];
    }
}
