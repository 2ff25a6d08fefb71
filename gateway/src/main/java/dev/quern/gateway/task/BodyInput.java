package dev.quern.gateway.task;

import dev.quern.gateway.http.RequestInput;
import java.io.IOException;
import org.eclipse.jetty.server.Request;

/** A request's body as a stream; a body that breaks off is the client's fault and told from faults of what it is written to. */
final class BodyInput extends RequestInput {
    BodyInput(Request request) {
        super(request);
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
