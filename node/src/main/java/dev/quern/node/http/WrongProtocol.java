package dev.quern.node.http;

import java.io.IOException;

/** A server speaks another protocol than it was deployed for. */
public final class WrongProtocol extends IOException {
    private static final long serialVersionUID = 1;

    private final String fix;

    /** @param fix what to do about it, as a sentence */
    public WrongProtocol(String message, String fix) {
        super(message);
        this.fix = fix;
    }

    public String fix() {
        return fix;
    }
}
