package dev.quern.node.lambda;

import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Passes on what was gathered, one buffer after the other, as fast as the receiver takes them. */
final class Delivery {
    private final Gathered gathered;
    private final Invocation invocation;
    private final ByteBuffer[] buffers;
    private int next;

    private Delivery(Gathered gathered, Invocation invocation) {
        this.gathered = gathered;
        this.invocation = invocation;
        this.buffers = gathered.buffers();
    }

    /** Releases it at the end. */
    static Delivery of(Gathered gathered, Invocation invocation) {
        return new Delivery(gathered, invocation);
    }

    void begin(Receiver to) {
        goOn(Optional.of(to));
    }

    /** By one thread at a time: by the one that gave the piece before back. */
    private void goOn(Optional<Receiver> to) {
        while (to.isPresent() && next < buffers.length) {
            boolean last = next == buffers.length - 1;
            Piece piece = new Piece(buffers[next++], last, List.of(), () -> goOn(invocation.receiver()));
            if (last) {
                invocation.last();
            }
            to.get().content(piece);
            if (piece.isKept()) {
                return;
            }
        }
        gathered.release();
    }
}
