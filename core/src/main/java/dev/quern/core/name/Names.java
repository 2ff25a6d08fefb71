package dev.quern.core.name;

import dev.quern.core.error.QuernException;

/**
 * The one rule for names of namespaces, functions, aliases and keys: 1 to 63 characters, lower-case
 * letters, digits and inner hyphens, starting with a letter or digit (RFC 1123 labels, so that a
 * name is at once a DNS label, a URL segment and a safe file name).
 */
public final class Names {
    private static final int MOST = 63;

    private Names() {}

    /**
     * Returns {@code value} if it is a name.
     *
     * @param what what is named, for the message: "function name"
     * @throws QuernException invalid_argument otherwise
     */
    public static String check(String what, String value) {
        if (!isName(value)) {
            throw QuernException.invalid(
                    "'" + abbreviate(value) + "' is not a valid " + what,
                    "Use 1 to 63 lower-case letters, digits and inner hyphens, for example 'thumbnail-2'.");
        }
        return value;
    }

    public static boolean isName(String value) {
        int last = value.length() - 1;
        if (last < 0 || last >= MOST || value.charAt(0) == '-' || value.charAt(last) == '-') {
            return false;
        }
        for (int i = 0; i <= last; i++) {
            char c = value.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static String abbreviate(String value) {
        String printable = value.codePoints()
                .limit(80)
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return value.length() > 80 ? printable + "…" : printable;
    }
}
