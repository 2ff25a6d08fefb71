package dev.quern.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.node.http.OwnLoop;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptConnectionsTest {
    private final OwnLoop here = new OwnLoop("test-here");
    private final OwnLoop there = new OwnLoop("test-there");

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @Test
    void aLoopGetsTheConnectionItUsedLast() {
        KeptConnections kept = new KeptConnections(4);
        Known first = new Known();
        Known second = new Known();
        kept.add(here, first);
        kept.add(there, new Known());
        kept.add(here, second);

        assertThat(kept.take(here)).contains(second);
        assertThat(kept.take(here)).contains(first);
        assertThat(kept.take(here)).isEmpty();
    }

    @Test
    void oneOfAnotherLoopIsTakenWhereNoMoreMayBeOpened() {
        KeptConnections kept = new KeptConnections(1);
        Known other = new Known();
        kept.add(there, other);

        assertThat(kept.take(here)).contains(other);
    }

    @Test
    void closedOnesAreNeverGiven() {
        KeptConnections kept = new KeptConnections(4);
        Known open = new Known();
        Known closed = new Known();
        kept.add(here, open);
        kept.add(here, closed);
        closed.close();

        assertThat(kept.take(here)).contains(open);
    }

    @Test
    void noneIsLeftOpen() {
        KeptConnections kept = new KeptConnections(4);
        Known one = new Known();
        Known other = new Known();
        kept.add(here, one);
        kept.add(there, other);
        kept.close();

        assertThat(one.isIdle()).isFalse();
        assertThat(other.isIdle()).isFalse();
        assertThat(kept.take(here)).isEmpty();
    }

    private static final class Known implements ServerConnection {
        private boolean closed;

        @Override
        public boolean begin(Receiver to, RequestHead head) {
            return !closed;
        }

        @Override
        public void send(boolean last, SendCallback callback, ByteBuffer content) {
            callback.sent();
        }

        @Override
        public boolean isIdle() {
            return !closed;
        }

        @Override
        public boolean close() {
            boolean first = !closed;
            closed = true;
            return first;
        }
    }
}
