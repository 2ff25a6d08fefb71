package dev.quern.node.server;

import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.ServerConnection;
import dev.quern.sandbox.Run;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The way into one instance. */
interface Entrance extends AutoCloseable {
    /**
     * What an instance does once it is ready, in words for who waits in vain.
     *
     * @param done as in "before it …"
     * @param missed as in "it did not …"
     * @param fix what to do about it
     */
    record Readiness(String done, String missed, String fix) {}

    Readiness readiness();

    /** Waits; false when the program has ended, or the time has passed. */
    boolean awaitReady(Run run, Duration most) throws IOException;

    /** A connection that shares with others what is connected already, where the protocol has that; never waits. */
    default Optional<ServerConnection> kept() {
        return Optional.empty();
    }

    /** A new connection to an instance that is ready, which the loop looks after; may wait. */
    ServerConnection connect(HttpLoop loop) throws IOException;

    /** Whether the instance is fit for no other call, and must be replaced. */
    default boolean isSpent() {
        return false;
    }

    /** The instance is to stand still: what it shares among connections, and none uses, is closed. */
    default void closeIdle() {}

    /** Now and then; may not wait. */
    default void look(long nowNanos) {}

    /** The program has ended: whoever still waits for it hears of it before this returns. */
    default void ended() {}

    /** The instance is to be no more. */
    @Override
    void close();
}
