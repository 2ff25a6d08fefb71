package dev.quern.gateway.s3.object;

import java.util.Arrays;

/** Etags in headers: quoted or not, one or several, or a star. */
public final class Etags {
    private Etags() {}

    public static String quoted(String etag) {
        return '"' + etag + '"';
    }

    public static String bare(String text) {
        String stripped = text.strip();
        String strong = stripped.startsWith("W/") ? stripped.substring(2) : stripped;
        return strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"")
                ? strong.substring(1, strong.length() - 1)
                : strong;
    }

    static boolean match(String header, String etag) {
        return header.strip().equals("*")
                || Arrays.stream(header.split(",", -1))
                        .anyMatch(one -> bare(one).equals(etag));
    }
}
