package dev.quern.gateway.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.eclipse.jetty.util.Blocker;

/** The body of an answer that was begun, written through piece by piece; closing it ends nothing. */
public final class ResponseOutput extends OutputStream {
    private final Exchange x;

    public ResponseOutput(Exchange x) {
        this.x = x;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try (Blocker.Callback sent = Blocker.callback()) {
            x.response().write(false, ByteBuffer.wrap(bytes, offset, length), sent);
            sent.block();
        }
    }
}
