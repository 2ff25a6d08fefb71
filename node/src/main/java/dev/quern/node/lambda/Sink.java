package dev.quern.node.lambda;

import dev.quern.node.http.InboundConnection;
import dev.quern.node.http.Piece;

/** What becomes of the content of one request to the Runtime API, and its answer. On the loop's thread. */
interface Sink {
    /** Gives the piece back, and answers when it is the last. */
    void content(Piece piece);

    /** The connection ended before the last piece. */
    void cut();

    /** Content nobody wants; it is read so that the client gets to read the answer. */
    static Sink dropping(InboundConnection client, Runnable answer) {
        return new Sink() {
            private long dropped;

            @Override
            public void content(Piece piece) {
                dropped += piece.bytes().remaining();
                boolean last = piece.isLast();
                piece.done();
                if (last) {
                    answer.run();
                } else if (dropped > Limits.DROPPED) {
                    client.close();
                }
            }

            @Override
            public void cut() {
                // Nobody waits for it.
            }
        };
    }
}
