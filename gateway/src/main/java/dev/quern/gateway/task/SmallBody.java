package dev.quern.gateway.task;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Reads a body of a known, small length without holding a thread: it takes what is there and is called again
 * when there is more.
 */
final class SmallBody implements Runnable {
    private final Request request;
    private final ByteBuffer bytes;
    private final Consumer<byte[]> whole;
    private final Consumer<QuernException> failed;

    /** Exactly one of {@code whole} and {@code failed} is called, on any thread; neither may wait. */
    SmallBody(Request request, int length, Consumer<byte[]> whole, Consumer<QuernException> failed) {
        this.request = request;
        this.bytes = ByteBuffer.allocate(length);
        this.whole = whole;
        this.failed = failed;
    }

    @Override
    public void run() {
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            boolean broken = Content.Chunk.isFailure(chunk, true) || chunk.remaining() > bytes.remaining();
            if (!broken) {
                bytes.put(chunk.getByteBuffer());
            }
            boolean last = chunk.isLast();
            chunk.release();
            if (broken || (last && bytes.hasRemaining())) {
                failed.accept(cut());
                return;
            }
            if (last) {
                whole.accept(bytes.array());
                return;
            }
        }
    }

    static QuernException cut() {
        return new QuernException(ErrorCode.INVALID_ARGUMENT, "The body was cut short");
    }
}
