package dev.quern.gateway.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.gateway.call.ClientWatch;
import dev.quern.gateway.call.Interim;
import dev.quern.gateway.http.Abort;
import dev.quern.gateway.http.Errors;
import dev.quern.gateway.http.Exchange;
import dev.quern.gateway.http.HttpServer;
import dev.quern.gateway.http.Refusal;
import dev.quern.node.Node;
import dev.quern.node.call.CallSpec;
import dev.quern.node.call.Cancel;
import dev.quern.node.http.Header;
import dev.quern.node.http.HttpLoop;
import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.ResponseHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.server.ServerCall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One request to a function's server and its answer. No thread waits for either: what the server answers is written to
 * the client by the thread that read it, and what the client sends goes on by the one that found it.
 *
 * <p>A request is sent a second time only when the connection had been used before, nothing came back on it, its method
 * is idempotent (RFC 9110 section 9.2.2) and its body, if any, is still at hand.
 *
 * <p>states: WAITING → SENT → ANSWERING → OVER, all → OVER
 */
final class ServerExchange implements ServerCall.Listener, Receiver {
    private static final int SMALL_BODY = 64 << 10;
    private static final Set<String> NOT_PASSED =
            Set.of("connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");
    private static final Set<String> IDEMPOTENT = Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");
    private static final int CONTINUE = 100;
    private static final int EARLY_HINTS = 103;

    private final Exchange x;
    private final Request request;
    private final Response response;
    private final CallSpec spec;
    private final Interim interim;
    private final Cancel cancel = new Cancel();
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile @Nullable ServerCall call;
    private volatile @Nullable RequestPump pump;
    private volatile @Nullable ClientWatch watch;
    private volatile @Nullable ServerConnection connection;
    private volatile @Nullable Tunnel tunnel;
    private final RequestHead head;
    private @Nullable ByteBuffer body;
    private Content.@Nullable Chunk first;
    private boolean fresh;
    private boolean begun;
    private long bytesOut;
    private volatile HttpFields trailers = HttpFields.EMPTY;

    ServerExchange(Exchange x, CallSpec spec, String target) {
        this.x = x;
        this.request = x.request();
        this.response = x.response();
        this.interim = new Interim(response);
        this.spec = spec;
        gather();
        ByteBuffer whole = body;
        this.head = UpstreamHead.of(request, whole == null ? request.getLength() : whole.remaining(), spec, target);
    }

    /** On the HTTP server's thread. */
    void start(Node node) {
        response.getHeaders().put("Quern-Call-Id", spec.id().toString());
        response.getHeaders().put("Quern-Function-Version", spec.version());
        request.addFailureListener(failure -> cancel.fire(Cancel.Cause.CLIENT_GONE));
        if (node.hasServers(spec)) {
            node.serve(spec, cancel, this);
            return;
        }
        // Its image may have to be unpacked first.
        Exchange.later(() -> {
            try {
                node.serve(spec, cancel, this);
            } catch (RuntimeException e) {
                Refusal.of(request, response, x.callback(), e);
            }
        });
    }

    /** Takes a small body that is there already, so that it goes in one write with the head. */
    private void gather() {
        long length = request.getLength();
        if (length == 0) {
            body = ByteBuffer.allocate(0);
        } else if (length <= SMALL_BODY) {
            Content.Chunk chunk = request.read();
            boolean good = chunk != null && !Content.Chunk.isFailure(chunk);
            // HTTP/2 does not say that there is no body, but that it ends with the head.
            boolean whole =
                    good && (length > 0 ? chunk.remaining() == length : chunk.isLast() && !chunk.hasRemaining());
            if (chunk != null && whole) {
                body = ByteBuffer.allocate(chunk.remaining())
                        .put(chunk.getByteBuffer())
                        .flip();
                chunk.release();
            } else {
                first = chunk;
            }
        }
    }

    @Override
    public Optional<HttpLoop> loop() {
        return HttpServer.loop(request);
    }

    @Override
    public void began(ServerCall begunCall) {
        call = begunCall;
    }

    @Override
    public void connected(ServerConnection given, boolean isFresh) {
        fresh = isFresh;
        connection = given;
        if (!given.begin(this, head)) {
            // Closed while it was idle: nothing was sent.
            Exchange.later(call()::reconnect);
            return;
        }
        ByteBuffer whole = body;
        if (whole != null) {
            given.send(true, SendCallback.NOTHING, whole.duplicate());
            return;
        }
        RequestPump sender = new RequestPump(request, first, given, cancel);
        pump = sender;
        if (request.getHeaders().contains(HttpHeader.EXPECT)) {
            response.writeInterim(CONTINUE, HttpFields.EMPTY);
        }
        given.send(false, sender, ByteBuffer.allocate(0));
    }

    private ServerCall call() {
        return Objects.requireNonNull(call);
    }

    @Override
    public void interim(ResponseHead hints) {
        if (hints.status() == EARLY_HINTS) {
            response.writeInterim(EARLY_HINTS, fields(hints.headers()));
        }
    }

    @Override
    public void head(ResponseHead answer) {
        response.setStatus(answer.status());
        call().answered(answer.status());
        for (Header header : answer.headers()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.equals("date")) {
                response.getHeaders().put(HttpHeader.DATE, header.value());
            } else if (!NOT_PASSED.contains(name) && !name.startsWith("quern-")) {
                response.getHeaders().add(header.name(), header.value());
            }
        }
        if (answer.isSwitch()) {
            switchTo(answer);
            return;
        }
        boolean asked = request.getHeaders().contains(HttpHeader.TE, "trailers")
                || request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
        if (asked && answer.first("Content-Length").isEmpty()) {
            response.setTrailersSupplier(() -> trailers);
        }
    }

    private void switchTo(ResponseHead answer) {
        Tunnel made = new Tunnel(
                request.getConnectionMetaData().getConnection().getEndPoint(),
                request.getComponents().getExecutor(),
                Objects.requireNonNull(connection),
                this::left);
        tunnel = made;
        response.getHeaders().put(HttpHeader.CONNECTION, "Upgrade");
        answer.first("Upgrade").ifPresent(protocol -> response.getHeaders().put(HttpHeader.UPGRADE, protocol));
        request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, made);
        // Both wait for what is being written to the client now.
        Exchange.later(() -> {
            unwatch();
            interim.begin();
            response.write(true, ByteBuffer.allocate(0), x.callback());
        });
    }

    /** The client has left the tunnel, which is an end as good as any. */
    private void left() {
        Exchange.later(() -> {
            ServerConnection open = connection;
            if (open != null) {
                open.close();
            }
            endTunnel(Optional.empty());
        });
    }

    private void endTunnel(Optional<QuernException> failure) {
        Tunnel of = tunnel;
        if (of != null && !over.getAndSet(true)) {
            call().finish(failure, of.bytesIn(), bytesOut);
            of.close();
        }
    }

    private void through(Tunnel to, Piece piece) {
        bytesOut += piece.bytes().remaining();
        if (piece.isLast() && !over.getAndSet(true)) {
            call().finish(Optional.empty(), to.bytesIn(), bytesOut);
        }
        to.write(piece);
    }

    @Override
    public void content(Piece piece) {
        Tunnel to = tunnel;
        if (to != null) {
            through(to, piece);
            return;
        }
        if (interim.beginNow()) {
            write(piece);
        } else {
            // Something is written to a client that may not take it; the loop has others to look after.
            Exchange.later(() -> {
                interim.begin();
                write(piece);
            });
        }
    }

    private void write(Piece piece) {
        bytesOut += piece.bytes().remaining();
        if (!piece.isLast()) {
            begin();
            response.write(false, piece.bytes(), new Written(piece));
            return;
        }
        trailers = fields(piece.trailers());
        if (over.getAndSet(true)) {
            piece.done();
            return;
        }
        RequestPump sender = pump;
        call().finish(Optional.empty(), bytesIn(), bytesOut);
        unwatch();
        boolean bodiless = request.getMethod().equals(HttpMethod.HEAD.asString()) || response.getStatus() == 304;
        if (!begun && !bodiless && response.getStatus() != 204) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, piece.bytes().remaining());
        }
        Callback last = new Last(piece, sender);
        if (begun) {
            response.write(true, piece.bytes(), last);
        } else {
            HttpServer.answer(request, () -> response.write(true, piece.bytes(), last));
        }
    }

    /** More than one piece: its length may not be known. */
    private void begin() {
        if (!begun) {
            begun = true;
            if (!response.getHeaders().contains(HttpHeader.CONTENT_LENGTH)) {
                x.unknownLength();
            }
        }
    }

    private long bytesIn() {
        RequestPump sender = pump;
        ByteBuffer whole = body;
        return sender != null ? sender.bytes() : whole != null ? whole.remaining() : 0;
    }

    private static HttpFields fields(List<Header> headers) {
        HttpFields.Mutable fields = HttpFields.build();
        headers.forEach(h -> fields.add(h.name(), h.value()));
        return fields;
    }

    @Override
    public void failed(IOException cause, boolean silent) {
        boolean repeatable = body != null && IDEMPOTENT.contains(request.getMethod());
        Exchange.later(() -> {
            if (silent && !fresh && repeatable && !over.get()) {
                call().reconnect();
            } else {
                end(call().failure(cause));
            }
        });
    }

    @Override
    public void refused(RuntimeException why) {
        Exchange.later(() -> end(why));
    }

    @Override
    public void cancelled(QuernException why) {
        Exchange.later(() -> end(why));
    }

    /** Answers with an error, or ends what was begun so that nobody takes it for whole. */
    private void end(RuntimeException why) {
        if (tunnel != null) {
            endTunnel(Optional.of(failure(why)));
            return;
        }
        if (over.getAndSet(true)) {
            return;
        }
        call().finish(Optional.of(failure(why)), bytesIn(), bytesOut);
        unwatch();
        RequestPump sender = pump;
        interim.begin();
        if (begun || response.isCommitted()) {
            Abort.connection(request, x.callback(), why);
            return;
        }
        String version = response.getHeaders().get("Quern-Function-Version");
        response.getHeaders().clear();
        response.getHeaders().put("Quern-Call-Id", spec.id().toString()).put("Quern-Function-Version", version);
        Errors.Answer answer = Errors.of(why, spec.id());
        answer.head(response);
        byte[] json = answer.json();
        if (sender == null) {
            Refusal.write(request, response, x.callback(), json);
        } else {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
            Refusal.write(
                    request,
                    response,
                    x.callback(),
                    ByteBuffer.wrap(json),
                    () -> sender.drop().join());
        }
    }

    private static QuernException failure(RuntimeException why) {
        return why instanceof QuernException e ? e : new QuernException(ErrorCode.INTERNAL, "It failed");
    }

    @Override
    public void slow() {
        if (tunnel != null) {
            return;
        }
        ClientWatch made = new ClientWatch(request, interim, () -> cancel.fire(Cancel.Cause.CLIENT_GONE));
        RequestPump sender = pump;
        if (sender == null) {
            made.requestEnded();
        } else {
            sender.ended().thenRun(made::requestEnded);
        }
        watch = made;
        if (over.get()) {
            unwatch();
        }
    }

    private void unwatch() {
        ClientWatch w = watch;
        if (w != null) {
            w.close();
        }
    }

    /** A piece that is not the last was written. */
    private final class Written implements Callback {
        private final Piece piece;

        Written(Piece piece) {
            this.piece = piece;
        }

        @Override
        public void succeeded() {
            piece.done();
        }

        @Override
        public void failed(Throwable cause) {
            piece.done();
            cancel.fire(Cancel.Cause.CLIENT_GONE);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }

    /** The last piece was written; the client may finish its upload. */
    private final class Last implements Callback {
        private final Piece piece;
        private final @Nullable RequestPump sender;

        Last(Piece piece, @Nullable RequestPump sender) {
            this.piece = piece;
            this.sender = sender;
        }

        @Override
        public void succeeded() {
            piece.done();
            if (sender == null) {
                x.callback().succeeded();
            } else {
                sender.drop().thenRun(x.callback()::succeeded);
            }
        }

        @Override
        public void failed(Throwable cause) {
            piece.done();
            Abort.connection(request, x.callback(), cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
