package dev.quern.node.http;

import java.io.IOException;

/** What a server sent is not an answer; the message says what is wrong with it. */
public final class BadAnswer extends IOException {
    private static final long serialVersionUID = 1;

    public BadAnswer(String message) {
        super(message);
    }
}
