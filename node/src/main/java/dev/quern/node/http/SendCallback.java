package dev.quern.node.http;

import java.io.IOException;

/** Hears how {@link ServerConnection#send} went, on the sender's thread or the loop's; it may not wait. */
public interface SendCallback {
    /** For who hears of it by the answer, or its absence. */
    SendCallback NOTHING = new SendCallback() {
        @Override
        public void sent() {}

        @Override
        public void failed(IOException cause) {}
    };

    /** The kernel has all of it. */
    void sent();

    /** The server reads no more; it may have answered all the same. */
    void failed(IOException cause);
}
