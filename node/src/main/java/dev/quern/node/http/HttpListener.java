package dev.quern.node.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A socket of the node's that clients in a sandbox connect to. */
public final class HttpListener implements Watched {
    private static final Logger LOG = LoggerFactory.getLogger(HttpListener.class);

    /** Who answers the requests of a connection. */
    @FunctionalInterface
    public interface Handlers {
        InboundConnection.Handler of(InboundConnection connection);
    }

    private static final int AT_ONCE = 8;

    private final HttpLoop loop;
    private final ServerSocketChannel channel;
    private final int most;
    private final Handlers handlers;
    private final Set<InboundConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();

    HttpListener(HttpLoop loop, ServerSocketChannel channel, int most, Handlers handlers) {
        this.loop = loop;
        this.channel = channel;
        this.most = most;
        this.handlers = handlers;
    }

    @Override
    public void ready(int operations) {
        try {
            // A few at a time: whoever connects without end has the loop to himself only for so long.
            for (int i = 0; i < AT_ONCE; i++) {
                SocketChannel client = channel.accept();
                if (client == null) {
                    return;
                }
                if (connections.size() < most) {
                    accept(client);
                } else {
                    client.close();
                }
            }
        } catch (IOException e) {
            LOG.debug("A client of a sandbox could not be accepted: {}", e.getMessage());
        }
    }

    private void accept(SocketChannel client) throws IOException {
        InboundConnection connection = new InboundConnection(loop, client, handlers, connections::remove);
        connections.add(connection);
        try {
            connection.register(loop.watch(client, SelectionKey.OP_READ, connection));
        } catch (IOException e) {
            connection.close();
            throw e;
        }
        if (closed.get()) {
            connection.close();
        }
    }

    /** Ends all connections, too. */
    @Override
    public boolean close() {
        if (closed.getAndSet(true)) {
            return false;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("A socket in a sandbox was not closed in good order: {}", e.getMessage());
        }
        loop.wake();
        connections.forEach(InboundConnection::close);
        return true;
    }
}
