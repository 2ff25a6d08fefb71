package dev.quern.node.http;

import dev.quern.core.error.QuernException;
import java.io.IOException;

/** What kept an answer from coming, known well enough to be told to the caller as it is. */
public final class Told extends IOException {
    private static final long serialVersionUID = 1;

    private final QuernException why;

    public Told(QuernException why) {
        super(why.text(), why);
        this.why = why;
    }

    public QuernException why() {
        return why;
    }
}
