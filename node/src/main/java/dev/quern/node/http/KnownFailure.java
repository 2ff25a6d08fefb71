package dev.quern.node.http;

import dev.quern.core.error.QuernException;
import java.io.IOException;

/** An exchange failed in a way that needs no more looking into: what the caller is told of it is known. */
public final class KnownFailure extends IOException {
    private static final long serialVersionUID = 1;

    private final QuernException told;

    public KnownFailure(QuernException told) {
        super(told);
        this.told = told;
    }

    public QuernException told() {
        return told;
    }
}
