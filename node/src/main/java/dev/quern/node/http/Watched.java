package dev.quern.node.http;

/** What a loop looks after: one channel of its own. */
public interface Watched {
    /** In the loop: the channel is ready for these operations. */
    void ready(int operations);

    /** @return false when it was closed before */
    boolean close();
}
