package dev.quern.gateway.call;

import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Errors;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.Refusal;
import dev.quern.linux.LinuxException;
import dev.quern.node.call.Cancel;
import dev.quern.node.call.NodeCall;
import dev.quern.node.call.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * stdout → response. Up to the function's first byte every failure is an error answer; after it, an
 * abnormal end ({@link Abort}). The answer never ends before the exit status is known: a clean end is a
 * promise.
 */
final class Answer {
    /** How long the first bytes wait for more, so that a short answer is one write with its length. */
    private static final Duration GATHER = Duration.ofMillis(2);

    /** A read of this much found the pipe full: the function is faster than its reader is woken. */
    private static final int WIDE_ABOVE = 60 << 10;

    private static final HttpFields EXIT_ZERO =
            HttpFields.build().put("Quern-Exit-Code", "0").asImmutable();

    private final Exchange x;
    private final Response response;
    private final NodeCall call;
    private final BodyPump body;
    private final Cancel cancel;
    private final Interim interim;

    Answer(Exchange x, NodeCall call, BodyPump body, Cancel cancel, Interim interim) {
        this.x = x;
        this.response = x.response();
        this.call = call;
        this.body = body;
        this.cancel = cancel;
        this.interim = interim;
    }

    /** Answers; what is left to do, which may wait, returns for when place and sandbox were given back. */
    Optional<Runnable> write() {
        AnswerWriter writer = new AnswerWriter(response, call, cancel);
        ByteBuffer buffer = Streams.BUFFERS.take();
        boolean lent = false;
        try {
            boolean ended = gather(buffer);
            boolean begun = buffer.position() > 0;
            interim.begin();
            if (!ended) {
                x.unknownLength();
                trailers();
            }
            boolean widened = false;
            while (!ended) {
                head();
                if (!widened && buffer.position() >= WIDE_ABOVE) {
                    call.stdout().capacity(Streams.WIDE_PIPE);
                    widened = true;
                }
                writer.write(buffer.flip());
                buffer.clear();
                ended = read(buffer, 0) < 0;
            }
            Outcome outcome = call.finish();
            if (outcome.failure().isEmpty()) {
                lent = body.finished();
                return succeed(outcome, buffer.flip(), lent);
            }
            if (begun) {
                if (buffer.position() > 0) {
                    head();
                    writer.write(buffer.flip());
                }
                return abort(outcome.failure().get());
            }
            return Optional.of(() -> fail(outcome));
        } catch (IOException e) {
            cancel.fire(Cancel.Cause.CLIENT_GONE);
            call.finish();
            return abort(e);
        } finally {
            if (!lent && !writer.writing()) {
                Streams.BUFFERS.giveBack(buffer);
            }
        }
    }

    private Optional<Runnable> abort(Exception cause) {
        return Optional.of(() -> {
            body.stop();
            Abort.connection(x.request(), x.callback(), cause);
        });
    }

    /** Reads the first bytes and what follows them at once; true when stdout ended with them. */
    private boolean gather(ByteBuffer buffer) {
        if (read(buffer, 0) < 0) {
            return true;
        }
        long end = System.nanoTime() + GATHER.toNanos();
        while (buffer.hasRemaining()) {
            int n = read(buffer, end);
            if (n <= 0) {
                return n < 0;
            }
        }
        return false;
    }

    private int read(ByteBuffer buffer, long deadline) {
        try {
            int n = call.stdout().read(buffer, deadline);
            call.countOut(Math.max(n, 0));
            return n;
        } catch (LinuxException e) {
            // The sandbox was destroyed under the reader; finish() says why.
            return -1;
        }
    }

    private void head() {
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
    private void trailers() {
        if (x.request().getHeaders().contains(HttpHeader.TE, "trailers")
                || x.request().getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2) {
            response.setTrailersSupplier(() -> EXIT_ZERO);
        }
    }

    private Optional<Runnable> succeed(Outcome outcome, ByteBuffer rest, boolean lent) {
        if (!response.isCommitted()) {
            head();
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
            return Optional.empty();
        }
        ByteBuffer copy = ByteBuffer.allocate(rest.remaining()).put(rest).flip();
        return Optional.of(() -> last(copy));
    }

    private void fail(Outcome outcome) {
        Errors.Answer answer = Errors.failed(outcome.failure().orElseThrow(), outcome.record());
        answer.head(response);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, answer.json().length);
        last(ByteBuffer.wrap(answer.json()));
    }

    /** The last write, and then the client may finish its upload. */
    private void last(ByteBuffer bytes) {
        Refusal.write(x.request(), response, x.callback(), bytes, body::drain);
        body.stop();
    }

    /** Ends the exchange when the rest is written, and only then gives the buffer it is in to others. */
    private record LastWrite(Exchange x, ByteBuffer buffer) implements Callback {
        @Override
        public void succeeded() {
            Streams.BUFFERS.giveBack(buffer);
            x.callback().succeeded();
        }

        @Override
        public void failed(Throwable cause) {
            Streams.BUFFERS.giveBack(buffer);
            Abort.connection(x.request(), x.callback(), cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
