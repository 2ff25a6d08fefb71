package dev.quern.gateway.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;

/**
 * Ends an exchange whose body was not read to its end. Simple clients read the answer only when
 * their upload is done; closing under them makes the kernel throw the answer away. So the answer is
 * written, and then the body is read and dropped, within bounds of bytes and time.
 */
public final class Refusal {
    private static final long MOST_BYTES = 64L << 20;
    private static final Duration MOST_TIME = Duration.ofSeconds(5);

    private Refusal() {}

    /** Answers with the error and reads a bounded part of the body, or the client would see a broken pipe instead. */
    public static void of(Request request, Response response, Callback callback, Throwable cause) {
        if (response.isCommitted()) {
            Abort.connection(request, callback, cause);
            return;
        }
        Errors.Answer answer = Errors.of(cause, null);
        String allow = response.getHeaders().get(HttpHeader.ALLOW);
        response.getHeaders().clear();
        if (allow != null) {
            response.getHeaders().put(HttpHeader.ALLOW, allow);
        }
        answer.head(response);
        write(request, response, callback, answer.json());
    }

    /** Writes {@code body} as the whole answer, drains, and completes the exchange. */
    public static void write(Request request, Response response, Callback callback, byte[] body) {
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        // One that sent Expect may have lost its patience and begun; if not, it closes now: the answer told it to.
        write(request, response, callback, ByteBuffer.wrap(body), () -> drain(request));
    }

    /**
     * Writes the answer's last bytes, drains, and completes the exchange.
     *
     * <p>On HTTP/2 the end of a good answer waits for the upload's, and its length is not told before: curl
     * 7.88 goes on uploading after a success, but receives nothing more once it has the whole answer, window
     * updates included, and so never ends. On an error it stops its upload at once, short of the length it
     * told, which the HTTP server takes for a fault unless the answer has ended by then.
     */
    public static void write(Request request, Response response, Callback callback, ByteBuffer bytes, Runnable drain) {
        boolean endLater =
                request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2 && response.getStatus() < 400;
        if (endLater && !response.isCommitted()) {
            response.getHeaders().remove(HttpHeader.CONTENT_LENGTH);
        }
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(!endLater, bytes, sent);
            sent.block();
        } catch (IOException e) {
            Abort.connection(request, callback, e);
            return;
        }
        drain.run();
        if (endLater) {
            response.write(true, ByteBuffer.allocate(0), callback);
        } else {
            callback.succeeded();
        }
    }

    /** Reads and drops what is left of the body; returns when it ended or a bound was reached. */
    public static void drain(Request request) {
        long end = System.nanoTime() + MOST_TIME.toNanos();
        long bytes = 0;
        Semaphore available = new Semaphore(0);
        while (bytes < MOST_BYTES) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(available::release);
                try {
                    if (!available.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                        return;
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                continue;
            }
            bytes += chunk.remaining();
            boolean done = chunk.isLast() || Content.Chunk.isFailure(chunk);
            chunk.release();
            if (done) {
                return;
            }
        }
    }
}
