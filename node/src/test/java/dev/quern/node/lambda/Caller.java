package dev.quern.node.lambda;

import dev.quern.core.value.Ids;
import dev.quern.node.http.Header;
import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.ResponseHead;
import dev.quern.node.http.SendCallback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Who calls a function: one request, and what comes of it. */
final class Caller implements Receiver, SendCallback {
    private static final long MOST_SECONDS = 20;

    final String id = Ids.next().toString();
    private final CompletableFuture<ResponseHead> head = new CompletableFuture<>();
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /** False when the instance is not free. */
    boolean begins(LambdaConnection connection, Duration timeout, long length, Header... more) {
        List<Header> headers = new ArrayList<>(List.of(more));
        headers.add(new Header("Quern-Call-Id", id));
        headers.add(new Header(
                "Quern-Deadline", Long.toString(Instant.now().plus(timeout).toEpochMilli())));
        return connection.begin(this, new RequestHead("POST", "/", headers, length));
    }

    static Caller of(LambdaConnection connection, String event) {
        Caller made = new Caller();
        if (!made.begins(connection, Duration.ofMinutes(1), event.length())) {
            throw new IllegalStateException("the instance is not free");
        }
        connection.send(true, made, ByteBuffer.wrap(event.getBytes(StandardCharsets.UTF_8)));
        return made;
    }

    ResponseHead head() throws Exception {
        return head.get(MOST_SECONDS, TimeUnit.SECONDS);
    }

    /** All of the content, or what kept it from coming. */
    String answer() throws Exception {
        return answer.get(MOST_SECONDS, TimeUnit.SECONDS);
    }

    boolean isAnswered() {
        return answer.isDone();
    }

    synchronized String soFar() {
        return content.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void interim(ResponseHead hints) {
        answer.completeExceptionally(new IllegalStateException("interim"));
    }

    @Override
    public void head(ResponseHead of) {
        head.complete(of);
    }

    @Override
    public synchronized void content(Piece piece) {
        byte[] bytes = new byte[piece.bytes().remaining()];
        piece.bytes().get(bytes);
        content.writeBytes(bytes);
        boolean last = piece.isLast();
        piece.done();
        if (last) {
            answer.complete(content.toString(StandardCharsets.UTF_8));
        }
    }

    @Override
    public void failed(IOException cause, boolean silent) {
        answer.completeExceptionally(silent ? new IllegalStateException("it must not be repeated") : cause);
    }

    @Override
    public void sent() {}

    @Override
    public void failed(IOException cause) {}
}
