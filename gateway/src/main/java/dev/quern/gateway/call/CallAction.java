package dev.quern.gateway.call;

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
import org.eclipse.jetty.util.Callback;

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

    /** A read of this much found the pipe full: the function is faster than its reader is woken. */
    private static final int WIDE_ABOVE = 60 << 10;

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
        Interim interim = new Interim(response);
        try {
            Runnable last;
            try (ClientWatch watch = new ClientWatch(request, interim, () -> cancel.fire(Cancel.Cause.CLIENT_GONE));
                    NodeCall call = node.start(spec, cancel)) {
                BodyPump body = new BodyPump(request, interim, call, cancel, watch::requestEnded);
                body.start();
                last = respond(x, call, body, cancel, interim);
            }
            // A client that still uploads holds neither place nor sandbox.
            last.run();
        } catch (RuntimeException e) {
            refuse(x, spec, e);
        }
    }

    /** Answers; what is left to do returns, for when place and sandbox were given back. */
    private Runnable respond(Exchange x, NodeCall call, BodyPump body, Cancel cancel, Interim interim) {
        AnswerWriter writer = new AnswerWriter(x.response(), call, cancel);
        ByteBuffer buffer = Buffers.take();
        boolean lent = false;
        try {
            boolean ended = gather(call, buffer);
            boolean begun = buffer.position() > 0;
            interim.begin();
            if (!ended) {
                x.unknownLength();
                trailers(x);
            }
            boolean widened = false;
            while (!ended) {
                head(x.response(), call);
                if (!widened && buffer.position() >= WIDE_ABOVE) {
                    call.stdout().capacity(Buffers.WIDE_PIPE);
                    widened = true;
                }
                writer.write(buffer.flip());
                buffer.clear();
                ended = read(call, buffer, 0) < 0;
            }
            Outcome outcome = call.finish();
            if (outcome.failure().isEmpty()) {
                lent = body.finished();
                return succeed(x, call, outcome, buffer.flip(), body, lent);
            }
            if (begun) {
                if (buffer.position() > 0) {
                    head(x.response(), call);
                    writer.write(buffer.flip());
                }
                return abort(x, body, outcome.failure().get());
            }
            return () -> fail(x, outcome, body);
        } catch (IOException e) {
            cancel.fire(Cancel.Cause.CLIENT_GONE);
            call.finish();
            return abort(x, body, e);
        } finally {
            if (!lent && !writer.writing()) {
                Buffers.giveBack(buffer);
            }
        }
    }

    private static Runnable abort(Exchange x, BodyPump body, Exception cause) {
        return () -> {
            body.stop();
            Abort.connection(x.request(), x.callback(), cause);
        };
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

    /** Only a stream that ends well ever comes to its trailers. */
    private static void trailers(Exchange x) {
        if (x.request().getHeaders().contains(HttpHeader.TE, "trailers")
                || x.request().getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
            x.response().setTrailersSupplier(() -> EXIT_ZERO);
        }
    }

    private static Runnable succeed(
            Exchange x, NodeCall call, Outcome outcome, ByteBuffer rest, BodyPump body, boolean lent) {
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
        }
        if (lent) {
            response.write(true, rest, new LastWrite(x, rest));
            return () -> {};
        }
        ByteBuffer copy = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
        return () -> last(x, copy, body);
    }

    private static void fail(Exchange x, Outcome outcome, BodyPump body) {
        Errors.Answer answer = Errors.failed(outcome.failure().orElseThrow(), outcome.record());
        answer.head(x.response());
        x.response().getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.json().length);
        last(x, ByteBuffer.wrap(answer.json()), body);
    }

    /** The last write, and then the client may finish its upload. */
    private static void last(Exchange x, ByteBuffer bytes, BodyPump body) {
        Refusal.write(x.request(), x.response(), x.callback(), bytes, body::drain);
        body.stop();
    }

    private static void refuse(Exchange x, CallSpec spec, RuntimeException e) {
        Errors.Answer answer = Errors.of(e, spec.id());
        answer.head(x.response());
        Refusal.write(x.request(), x.response(), x.callback(), answer.json());
    }

    /** Ends the exchange when the rest is written, and only then gives the buffer it is in to others. */
    private record LastWrite(Exchange x, ByteBuffer buffer) implements Callback {
        @Override
        public void succeeded() {
            Buffers.giveBack(buffer);
            x.callback().succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            Buffers.giveBack(buffer);
            Abort.connection(x.request(), x.callback(), cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
