package dev.quern.node.http;

import java.io.IOException;

/** What a loop looks after: one channel of its own. */
public interface Watched {
    /** In the loop: the channel is ready for these operations. */
    void ready(int operations);

    /** The loop cannot look after it any more; whoever waits for something from it is told. */
    default void broken(IOException cause) {
        close();
    }

    /** @return false when it was closed before */
    boolean close();
}
