package dev.quern.gateway.registry;

import dev.quern.core.access.Principal;
import dev.quern.store.registry.Repository;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;

/** One request to the registry whose sender is known. Used by one thread. */
final class RegistryExchange {
    /** A client that sends nothing for this long has gone; the upload waits for it elsewhere. */
    private static final long SILENCE_SECONDS = 60;

    private final Request request;
    private final Principal principal;
    private final Fields query;
    private Content.@Nullable Chunk last;

    RegistryExchange(Request request, Principal principal) {
        this.request = request;
        this.principal = principal;
        this.query = Request.extractQueryParameters(request);
    }

    Principal principal() {
        return principal;
    }

    String method() {
        return request.getMethod();
    }

    boolean isHead() {
        return method().equals("HEAD");
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(query.getValue(name));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    /** The body's length, -1 when it was not told. */
    long length() {
        return request.getLength();
    }

    /**
     * The next bytes of the body, valid until the next call; null at its end.
     *
     * @throws EofException when the client does not send all of it
     */
    @Nullable
    ByteBuffer next() throws IOException {
        release();
        while (true) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                await();
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                throw gone("the body was cut short", chunk.getFailure());
            }
            if (chunk.hasRemaining()) {
                last = chunk;
                return chunk.getByteBuffer();
            }
            chunk.release();
            if (chunk.isLast()) {
                return null;
            }
        }
    }

    private void await() throws IOException {
        Semaphore available = new Semaphore(0);
        request.demand(available::release);
        try {
            if (!available.tryAcquire(SILENCE_SECONDS, TimeUnit.SECONDS)) {
                throw gone("nothing came for " + SILENCE_SECONDS + " s", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw gone("the server is stopping", e);
        }
    }

    private static EofException gone(String how, @Nullable Throwable cause) {
        return (EofException) new EofException(how).initCause(cause);
    }

    private void release() {
        Content.Chunk done = last;
        last = null;
        if (done != null) {
            done.release();
        }
    }

    /** Where something of a repository is, as clients are told. */
    static String location(Repository repository, String what) {
        return "/v2/" + repository.name() + "/" + what;
    }
}
