package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Header;
import dev.quern.node.http.InboundConnection;
import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.ResponseHead;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response that is passed on once it is whole, so that one that fails on the way is an error and not half an answer.
 */
final class WholeResponse implements Sink {
    static final ResponseHead HEAD = new ResponseHead(200, 1, List.of(new Header("Content-Type", "application/json")));

    private final RuntimeApi api;
    private final InboundConnection client;
    private final Invocation invocation;
    private final Gathered gathered;
    private @Nullable QuernException refusal;
    private long dropped;

    WholeResponse(RuntimeApi api, InboundConnection client, Invocation invocation) {
        this.api = api;
        this.client = client;
        this.invocation = invocation;
        this.gathered = new Gathered(Limits.RESPONSE, invocation.room(), Failures::responseTooLarge);
    }

    @Override
    public void content(Piece piece) {
        if (piece.isLast() && gathered.length() == 0 && refusal == null && !invocation.isHttp()) {
            // Mostly it comes in one read, and needs no copy.
            end(Trailers.error(piece.trailers()), to -> handOver(to, piece), piece::done);
            return;
        }
        gather(piece);
        boolean last = piece.isLast();
        Optional<QuernException> error = Trailers.error(piece.trailers());
        piece.done();
        if (!last) {
            return;
        }
        QuernException wrong = refusal;
        if (wrong == null) {
            end(error, to -> Delivery.of(gathered, invocation).begin(to), gathered::release);
            return;
        }
        gathered.release();
        api.answered(invocation);
        Reply.TOO_LARGE.to(client);
        invocation.fail(wrong);
    }

    private void gather(Piece piece) {
        if (refusal == null) {
            try {
                gathered.add(piece.bytes().duplicate(), piece.isLast());
            } catch (QuernException e) {
                refusal = e;
            }
        } else {
            dropped += piece.bytes().remaining();
            if (dropped > Limits.DROPPED) {
                client.close();
            }
        }
    }

    private interface Passing {
        void to(Receiver receiver);
    }

    /** The client is answered first: it has the next event to ask for. */
    private void end(Optional<QuernException> error, Passing passing, Runnable unwanted) {
        api.answered(invocation);
        Reply.ACCEPTED.to(client);
        if (error.isEmpty() && invocation.isHttp()) {
            UrlAnswer.pass(invocation, gathered);
            return;
        }
        Optional<Receiver> to = error.isPresent() ? Optional.empty() : invocation.receiver();
        error.ifPresent(invocation::fail);
        to.ifPresentOrElse(
                receiver -> {
                    receiver.head(HEAD);
                    passing.to(receiver);
                },
                unwanted);
    }

    private void handOver(Receiver to, Piece piece) {
        invocation.last();
        Piece bare = new Piece(piece.bytes(), true, List.of(), piece::done);
        to.content(bare);
        if (!bare.isKept()) {
            piece.done();
        }
    }

    @Override
    public void cut() {
        gathered.release();
        api.answered(invocation);
        invocation.fail(new IOException("its response breaks off"));
    }
}
