package dev.quern.gateway.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * A request's body as a stream. Closing it before its end leaves the rest to {@link Refusal}: the HTTP server's own
 * stream would fail the request then, and a client that still sends would see a broken pipe instead of the answer.
 */
public class RequestInput extends FilterInputStream {
    public RequestInput(Request request) {
        super(Content.Source.asInputStream(request));
    }

    /** Gives back what was received and not read. */
    @Override
    public void close() throws IOException {
        InputStream body = in;
        body.skipNBytes(body.available());
    }
}
