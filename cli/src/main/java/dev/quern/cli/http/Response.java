package dev.quern.cli.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.Optional;

/**
 * An answer whose content has not been read yet. Closing it closes the connection, which also ends a
 * request body still being written.
 */
public final class Response implements AutoCloseable {
    private final int status;
    private final Headers headers;
    private final InputStream body;
    private final Socket socket;
    private final RequestWriter writer;

    Response(int status, Headers headers, InputStream body, Socket socket, RequestWriter writer) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.socket = socket;
        this.writer = writer;
    }

    public int status() {
        return status;
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    public Optional<String> header(String name) {
        return headers.first(name);
    }

    /** Ends only if the message was complete; a message cut off is an {@link IOException}. */
    public InputStream body() {
        return body;
    }

    /** Whether the end of the body is marked; otherwise the close marks it, which a failure may look like. */
    public boolean isFramed() {
        return body instanceof ChunkedInput || body instanceof FixedInput;
    }

    /** A trailer, after the body has been read to its end. */
    public Optional<String> trailer(String name) {
        return body instanceof ChunkedInput chunked ? chunked.trailers().flatMap(t -> t.first(name)) : Optional.empty();
    }

    /** Why the request body could not be read, if that is what cut this response off. */
    public Optional<IOException> sourceFailure() {
        return writer.sourceFailure();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing of this connection is needed any more.
        }
    }
}
