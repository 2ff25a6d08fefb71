package dev.quern.gateway.server;

import dev.quern.node.http.Piece;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What follows when a server has switched to another protocol, WebSocket mostly: bytes in both directions, as they
 * come, until either side closes. One buffer is under way in each direction.
 */
final class Tunnel extends AbstractConnection implements Connection.UpgradeTo, SendCallback {
    private static final int BUFFER_BYTES = 16 << 10;

    private final ServerConnection server;
    private final Runnable left;
    private final ByteBuffer fromClient = BufferUtil.allocate(BUFFER_BYTES);
    private final AtomicLong bytesIn = new AtomicLong();
    /** What the server sent before the client's connection was the tunnel's. Guarded by this, as is the next. */
    private @Nullable Piece early;

    private boolean open;

    /** @param left runs when the client has closed its side, or cannot be reached */
    Tunnel(EndPoint client, Executor executor, ServerConnection server, Runnable left) {
        super(client, executor);
        this.server = server;
        this.left = left;
    }

    /** Bytes that the client sent. */
    long bytesIn() {
        return bytesIn.get();
    }

    @Override
    public void onUpgradeTo(ByteBuffer behindRequest) {
        BufferUtil.append(fromClient, behindRequest);
    }

    @Override
    public void onOpen() {
        super.onOpen();
        Piece first;
        synchronized (this) {
            open = true;
            first = early;
            early = null;
        }
        if (first != null) {
            send(first);
        }
        if (fromClient.hasRemaining()) {
            forward();
        } else {
            fillInterested();
        }
    }

    @Override
    public void onFillable() {
        try {
            BufferUtil.clear(fromClient);
            int n = getEndPoint().fill(fromClient);
            if (n < 0) {
                left.run();
            } else if (n == 0) {
                fillInterested();
            } else {
                forward();
            }
        } catch (IOException e) {
            left.run();
        }
    }

    private void forward() {
        bytesIn.addAndGet(fromClient.remaining());
        server.send(false, this, fromClient);
    }

    @Override
    public void sent() {
        fillInterested();
    }

    @Override
    public void failed(IOException cause) {
        // The server reads no more; the end of what it sends ends the tunnel.
    }

    /** To the client; the last of all closes its connection. */
    void write(Piece piece) {
        synchronized (this) {
            if (!open) {
                early = piece;
                return;
            }
        }
        send(piece);
    }

    private void send(Piece piece) {
        getEndPoint()
                .write(
                        new Callback() {
                            @Override
                            public void succeeded() {
                                piece.done();
                                if (piece.isLast()) {
                                    close();
                                }
                            }

                            @Override
                            public void failed(Throwable cause) {
                                piece.done();
                                left.run();
                            }

                            @Override
                            public InvocationType getInvocationType() {
                                return InvocationType.NON_BLOCKING;
                            }
                        },
                        piece.bytes());
    }

    @Override
    public boolean onIdleExpired(TimeoutException timeout) {
        // Both sides may be silent for as long as the call's deadline lets them.
        return false;
    }
}
