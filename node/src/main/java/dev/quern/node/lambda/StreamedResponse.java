package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Header;
import dev.quern.node.http.InboundConnection;
import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.ResponseHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A response that is passed on as it comes; what fails behind its first byte ends it abnormally. */
final class StreamedResponse implements Sink {
    static final String WITH_PRELUDE = "application/vnd.awslambda.http-integration-response";

    private final RuntimeApi api;
    private final InboundConnection client;
    private final Invocation invocation;
    private final Optional<Prelude> prelude;
    private final Sink dropping;
    private ResponseHead head;
    private boolean begun;
    private boolean failed;

    StreamedResponse(
            RuntimeApi api, InboundConnection client, Invocation invocation, String type, boolean withPrelude) {
        this.api = api;
        this.client = client;
        this.invocation = invocation;
        this.prelude = withPrelude ? Optional.of(new Prelude()) : Optional.empty();
        this.dropping = Sink.dropping(client, this::answer);
        this.head = new ResponseHead(200, 1, List.of(new Header("Content-Type", type)));
    }

    @Override
    public void content(Piece piece) {
        if (failed) {
            dropping.content(piece);
            return;
        }
        ByteBuffer content = piece.bytes().duplicate();
        try {
            Optional<QuernException> error = Trailers.error(piece.trailers());
            if (error.isPresent()) {
                throw error.get();
            }
            if (!begun && !begins(content, piece.isLast())) {
                piece.done();
                return;
            }
        } catch (QuernException e) {
            failed = true;
            dropping.content(piece);
            invocation.fail(e);
            return;
        }
        pass(content, piece);
    }

    /** Whether the head is known; what is left of {@code content} follows it. */
    private boolean begins(ByteBuffer content, boolean last) {
        if (prelude.isPresent()) {
            Optional<ResponseHead> said = prelude.get().take(content);
            if (said.isEmpty() && last) {
                throw Failures.bad("it ends within its prelude");
            }
            if (said.isEmpty()) {
                return false;
            }
            head = said.get();
        }
        return true;
    }

    private void pass(ByteBuffer content, Piece piece) {
        boolean last = piece.isLast();
        Optional<Receiver> to = last ? invocation.last() : invocation.receiver();
        if (last) {
            answer();
        }
        if (to.isEmpty()) {
            piece.done();
            return;
        }
        if (!begun) {
            begun = true;
            to.get().head(head);
        }
        if (HttpAnswer.isWithoutContent(head)) {
            content.position(content.limit());
        }
        Piece bare = new Piece(content, last, List.of(), piece::done);
        to.get().content(bare);
        if (!bare.isKept()) {
            piece.done();
        }
    }

    private void answer() {
        api.answered(invocation);
        Reply.ACCEPTED.to(client);
    }

    @Override
    public void cut() {
        api.answered(invocation);
        invocation.fail(new IOException("its response breaks off"));
    }
}
