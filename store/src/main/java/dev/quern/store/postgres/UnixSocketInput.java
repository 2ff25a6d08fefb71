package dev.quern.store.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads with SO_TIMEOUT, which channels lack: a read with a timeout switches the channel to
 * non-blocking and waits on a selector. Safe because the driver never reads and writes one connection
 * at the same time.
 */
final class UnixSocketInput extends InputStream {
    private final SocketChannel channel;
    private @Nullable Selector selector;
    private volatile int timeoutMillis;

    UnixSocketInput(SocketChannel channel) {
        this.channel = channel;
    }

    void timeout(int millis) {
        timeoutMillis = millis;
    }

    int timeout() {
        return timeoutMillis;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
        return timeoutMillis == 0 ? channel.read(buffer) : readInTime(buffer, timeoutMillis);
    }

    private int readInTime(ByteBuffer buffer, int millis) throws IOException {
        Selector waiting = selector == null ? (selector = Selector.open()) : selector;
        channel.configureBlocking(false);
        SelectionKey key = null;
        try {
            int now = channel.read(buffer);
            if (now != 0) {
                return now;
            }
            key = channel.register(waiting, SelectionKey.OP_READ);
            waiting.select(millis);
            int read = channel.read(buffer);
            if (read == 0) {
                throw new SocketTimeoutException("no answer within " + millis + " ms");
            }
            return read;
        } finally {
            if (key != null) {
                key.cancel();
                waiting.selectNow();
            }
            if (channel.isOpen()) {
                channel.configureBlocking(true);
            }
        }
    }

    @Override
    public void close() throws IOException {
        Selector waiting = selector;
        if (waiting != null) {
            waiting.close();
        }
    }
}
