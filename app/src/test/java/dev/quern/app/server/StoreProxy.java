package dev.quern.app.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP port in front of a database's unix socket, on which the network fails as it is told to. */
final class StoreProxy implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final Path socket;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean away;

    StoreProxy(Path socket) throws IOException {
        this.socket = socket;
        listener = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
        Thread.ofVirtual().name("store-proxy").start(this::accept);
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    /** What the client says takes so long to arrive, piece by piece. */
    void delay(Duration each) {
        delay = each;
    }

    /** Whether nobody gets through; connections that there are end. */
    void away(boolean now) throws IOException {
        away = now;
        if (now) {
            cut();
        }
    }

    /** Ends all connections, whatever is under way on them. */
    void cut() throws IOException {
        for (SocketChannel channel : open) {
            channel.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                if (away) {
                    client.close();
                    continue;
                }
                SocketChannel database = SocketChannel.open(StandardProtocolFamily.UNIX);
                database.connect(UnixDomainSocketAddress.of(socket));
                open.add(client);
                open.add(database);
                Thread.ofPlatform().daemon().name("store-proxy-up").start(() -> pump(client, database, true));
                Thread.ofPlatform().daemon().name("store-proxy-down").start(() -> pump(database, client, false));
            } catch (IOException e) {
                // The database is not there, or this was closed: the loop's condition knows.
                continue;
            }
        }
    }

    private void pump(SocketChannel from, SocketChannel to, boolean slow) {
        ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
        try (from;
                to) {
            while (from.read(bytes.clear()) >= 0) {
                if (slow) {
                    // The fault itself, not a wait for something.
                    Thread.sleep(delay);
                }
                bytes.flip();
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
            }
        } catch (IOException e) {
            // Cut, by whichever side.
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }
}
