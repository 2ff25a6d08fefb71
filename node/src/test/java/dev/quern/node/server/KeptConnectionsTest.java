package dev.quern.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.node.http.OwnLoop;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.server.KeptConnections.Kept;
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
        kept.add(new Kept(here, first));
        kept.add(new Kept(there, new Known()));
        kept.add(new Kept(here, second));

        assertThat(kept.take(here, 1)).contains(new Kept(here, second));
        assertThat(kept.take(here, 2)).contains(new Kept(here, first));
        assertThat(kept.take(here, 1)).isEmpty();
    }

    @Test
    void oneOfAnotherLoopIsTakenWhereNoMoreMayBeOpened() {
        KeptConnections kept = new KeptConnections(1);
        Known other = new Known();
        kept.add(new Kept(there, other));

        assertThat(kept.take(here, 1)).contains(new Kept(there, other));
    }

    @Test
    void thereAreNeverMoreThanCallsAtOnce() {
        KeptConnections kept = new KeptConnections(2);
        Known other = new Known();
        kept.add(new Kept(there, other));

        assertThat(kept.take(here, 1)).isEmpty();
        assertThat(kept.take(here, 2)).contains(new Kept(there, other));
    }

    @Test
    void closedOnesAreNeverGiven() {
        KeptConnections kept = new KeptConnections(4);
        Known open = new Known();
        Known closed = new Known();
        kept.add(new Kept(here, open));
        kept.add(new Kept(here, closed));
        closed.close();

        assertThat(kept.take(here, 1)).contains(new Kept(here, open));
    }

    @Test
    void noneIsLeftOpen() {
        KeptConnections kept = new KeptConnections(4);
        Known one = new Known();
        Known other = new Known();
        kept.add(new Kept(here, one));
        kept.add(new Kept(there, other));
        kept.close();

        assertThat(one.isIdle()).isFalse();
        assertThat(other.isIdle()).isFalse();
        assertThat(kept.take(here, 1)).isEmpty();
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
