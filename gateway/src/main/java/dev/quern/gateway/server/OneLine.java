package dev.quern.gateway.server;

import dev.quern.core.error.QuernException;

/**
 * What is written into a line of HTTP/1.1 must not end it: HTTP/2 carries any octets, and what begins a line of its own
 * there would be another header, or another request, to the server.
 */
final class OneLine {
    private OneLine() {}

    /** @throws QuernException invalid_argument for a control character, the tab excepted */
    static String value(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f) {
                throw QuernException.invalid("A header of the request holds a control character");
            }
        }
        return text;
    }

    /** Of a method, a path with its query, or a header's name, which hold no space either. */
    static String word(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f) {
                throw QuernException.invalid("The request's method, path or a header's name holds a space");
            }
        }
        if (text.isEmpty()) {
            throw QuernException.invalid("The request's method, path or a header's name is empty");
        }
        return text;
    }

    /** A header's name, which ends at its colon. */
    static String name(String text) {
        if (text.indexOf(':') >= 0) {
            throw QuernException.invalid("A header's name holds a colon");
        }
        return word(text);
    }
}
