package dev.quern.gateway.task;

import java.io.FilterInputStream;
import java.io.IOException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/** A request's body as a stream; a body that breaks off is the client's fault and told from faults of what it is written to. */
final class BodyInput extends FilterInputStream {
    BodyInput(Request request) {
        super(Content.Source.asInputStream(request));
    }

    /** @throws dev.quern.core.error.QuernException invalid_argument when the body breaks off */
    @Override
    public int read(byte[] bytes, int offset, int length) {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw SmallBody.cut();
        }
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
