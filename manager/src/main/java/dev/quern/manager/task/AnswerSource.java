package dev.quern.manager.task;

import dev.quern.node.http.Piece;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The content of a server's answer. */
final class AnswerSource implements ResultSource, AutoCloseable {
    private final ServerWords words;
    private @Nullable Piece piece;
    private boolean ended;
    private long bytes;

    AnswerSource(ServerWords words) {
        this.words = words;
    }

    /** Read so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public int read(ByteBuffer into) {
        Piece from = piece;
        while (from == null || !from.bytes().hasRemaining()) {
            if (from != null) {
                giveBack(from);
            }
            if (ended) {
                return -1;
            }
            from = words.awaitPiece();
            piece = from;
        }
        ByteBuffer some = from.bytes().slice();
        some.limit(Math.min(some.remaining(), into.remaining()));
        int n = some.remaining();
        into.put(some);
        from.bytes().position(from.bytes().position() + n);
        bytes += n;
        if (!from.bytes().hasRemaining()) {
            giveBack(from);
        }
        return n;
    }

    /** Nobody reads on. */
    @Override
    public void close() {
        if (piece != null) {
            giveBack(piece);
        }
    }

    /** The next comes once the one before is given back, so at once when its last byte was taken. */
    private void giveBack(Piece read) {
        ended = read.isLast();
        piece = null;
        read.done();
    }
}
