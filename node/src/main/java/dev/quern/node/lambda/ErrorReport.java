package dev.quern.node.lambda;

import dev.quern.node.http.InboundConnection;
import dev.quern.node.http.Piece;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** The content of an error that the client reports; what is too long is cut, and told all the same. */
final class ErrorReport implements Sink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Sink dropping;
    private final Runnable onCut;

    /** @param whole hears the text, and answers */
    ErrorReport(InboundConnection client, Consumer<String> whole, Runnable onCut) {
        this.dropping = Sink.dropping(client, () -> whole.accept(bytes.toString(StandardCharsets.UTF_8)));
        this.onCut = onCut;
    }

    @Override
    public void content(Piece piece) {
        ByteBuffer content = piece.bytes().duplicate();
        byte[] more = new byte[(int) Math.min(content.remaining(), Limits.ERROR - bytes.size())];
        content.get(more);
        bytes.writeBytes(more);
        dropping.content(piece);
    }

    @Override
    public void cut() {
        onCut.run();
    }
}
