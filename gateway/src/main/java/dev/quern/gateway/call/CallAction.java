package dev.quern.gateway.call;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Errors;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Refusal;
import dev.quern.linux.LinuxException;
import dev.quern.node.Node;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import dev.quern.node.call.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/**
 * One call over HTTP: the body streams to stdin and stdout to the response, at once, back-pressure by
 * pipes and sockets. Nothing of the body is read before the node has admitted the call.
 *
 * <p>Up to the function's first byte every failure is an error answer; after it, an abnormal end
 * ({@link Abort}). The answer never ends before the exit status is known: a clean end is a promise.
 */
public final class CallAction {
    /** How long the first bytes wait for more, so that a short answer is one write with its length. */
    private static final Duration GATHER = Duration.ofMillis(2);

    private static final HttpFields EXIT_ZERO =
            HttpFields.build().put("Quern-Exit-Code", "0").asImmutable();

    private final Node node;

    public CallAction(Node node) {
        this.node = node;
    }

    /** Runs the call and ends the exchange. */
    public void run(Exchange x, CallSpec spec) {
        Request request = x.request();
        Response response = x.response();
        Cancel cancel = new Cancel();
        response.getHeaders().put("Quern-Call-Id", spec.id().toString());
        try (ClientWatch watch = new ClientWatch(request, response, () -> cancel.fire(Cancel.Cause.CLIENT_GONE));
                NodeCall call = node.start(spec, cancel)) {
            BodyPump body = new BodyPump(request, call, cancel);
            body.start();
            respond(x, call, body, cancel);
        } catch (RuntimeException e) {
            refuse(x, spec, e);
        }
    }

    private void respond(Exchange x, NodeCall call, BodyPump body, Cancel cancel) {
        Response response = x.response();
        ByteBuffer buffer = Buffers.take();
        try {
            boolean ended = gather(call, buffer);
            boolean begun = buffer.position() > 0;
            while (!ended) {
                write(response, call, buffer.flip(), false);
                buffer.clear();
                ended = read(call, buffer, 0) < 0;
            }
            Outcome outcome = call.finish();
            if (outcome.failure().isEmpty()) {
                succeed(x, call, outcome, buffer.flip(), body);
            } else if (begun) {
                if (!response.isCommitted() || buffer.position() > 0) {
                    head(response, call);
                    write(response, call, buffer.flip(), false);
                }
                Abort.connection(x.request(), x.callback(), outcome.failure().get());
            } else {
                fail(x, outcome, body);
            }
        } catch (IOException e) {
            cancel.fire(Cancel.Cause.CLIENT_GONE);
            call.finish();
            x.callback().failed(e);
        } finally {
            Buffers.giveBack(buffer);
        }
    }

    /** Reads the first bytes and what follows them at once; true when stdout ended with them. */
    private static boolean gather(NodeCall call, ByteBuffer buffer) {
        if (read(call, buffer, 0) < 0) {
            return true;
        }
        long end = System.nanoTime() + GATHER.toNanos();
        while (buffer.hasRemaining()) {
            int n = read(call, buffer, end);
            if (n <= 0) {
                return n < 0;
            }
        }
        return false;
    }

    private static int read(NodeCall call, ByteBuffer buffer, long deadline) {
        try {
            int n = call.stdout().read(buffer, deadline);
            call.countOut(Math.max(n, 0));
            return n;
        } catch (LinuxException e) {
            // The sandbox was destroyed under the reader; finish() says why.
            return -1;
        }
    }

    private static void head(Response response, NodeCall call) {
        if (response.isCommitted()) {
            return;
        }
        response.setStatus(200);
        if (!response.getHeaders().contains(HttpHeader.CONTENT_TYPE)) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/octet-stream");
        }
        response.getHeaders()
                .put(
                        "Server-Timing",
                        String.format(
                                Locale.ROOT,
                                "queue;dur=%.3f, sandbox;dur=%.3f",
                                call.queueMicros() / 1e3,
                                call.sandboxMicros() / 1e3));
    }

    private static void write(Response response, NodeCall call, ByteBuffer bytes, boolean last) throws IOException {
        head(response, call);
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(last, bytes, sent);
            sent.block();
        }
    }

    private static void succeed(Exchange x, NodeCall call, Outcome outcome, ByteBuffer rest, BodyPump body)
            throws IOException {
        Response response = x.response();
        if (!response.isCommitted()) {
            head(response, call);
            response.getHeaders()
                    .put(
                            "Server-Timing",
                            response.getHeaders().get("Server-Timing")
                                    + String.format(
                                            Locale.ROOT,
                                            ", run;dur=%.3f",
                                            outcome.record().runMicros() / 1e3));
            response.getHeaders().put("Quern-Exit-Code", "0");
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, rest.remaining());
        } else if (x.request().getHeaders().contains(HttpHeader.TE, "trailers")
                || x.request().getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
            response.setTrailersSupplier(() -> EXIT_ZERO);
        }
        if (body.finished()) {
            response.write(true, rest, x.callback());
            return;
        }
        try (Blocker.Callback sent = Blocker.callback()) {
            response.write(true, rest, sent);
            sent.block();
        }
        body.drain();
        x.callback().succeeded();
    }

    private static void fail(Exchange x, Outcome outcome, BodyPump body) throws IOException {
        QuernException e = outcome.failure().orElseThrow();
        if (e.code() == ErrorCode.CLIENT_GONE) {
            x.callback().failed(e);
            return;
        }
        Errors.Answer answer = Errors.failed(e, outcome.record());
        answer.head(x.response());
        try (Blocker.Callback sent = Blocker.callback()) {
            x.response().write(true, ByteBuffer.wrap(answer.json()), sent);
            sent.block();
        }
        body.drain();
        x.callback().succeeded();
    }

    private static void refuse(Exchange x, CallSpec spec, RuntimeException e) {
        if (e instanceof QuernException q && q.code() == ErrorCode.CLIENT_GONE) {
            x.callback().failed(e);
            return;
        }
        Errors.Answer answer = Errors.of(e, spec.id());
        answer.head(x.response());
        Refusal.write(x.request(), x.response(), x.callback(), answer.json());
    }
}
