package dev.quern.cli.http;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one request body. When the server stops reading, nothing happens here: its answer tells why.
 * When the source breaks, the connection is closed, so that the server never takes a part for the
 * whole.
 */
final class RequestWriter implements Runnable {
    private final Body body;
    private final Socket socket;
    private final Wire wire;
    private volatile @Nullable IOException sourceFailure;

    RequestWriter(Body body, Socket socket, OutputStream out) {
        this.body = body;
        this.socket = socket;
        this.wire = new Wire(out);
    }

    @Override
    public void run() {
        try {
            if (body.length() >= 0) {
                body.writeTo(wire);
                wire.flush();
            } else {
                ChunkedOutput chunked = new ChunkedOutput(wire);
                body.writeTo(chunked);
                chunked.finish();
            }
        } catch (IOException e) {
            if (!wire.failed) {
                sourceFailure = e;
                close();
            }
        }
    }

    /** Why the body could not be read, if that ended the connection. */
    Optional<IOException> sourceFailure() {
        return Optional.ofNullable(sourceFailure);
    }

    private void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed is what it should be.
        }
    }

    /** Tells a failure to send from a failure to read what should be sent. */
    private static final class Wire extends FilterOutputStream {
        private boolean failed;

        Wire(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                failed = true;
                throw e;
            }
        }
    }
}
