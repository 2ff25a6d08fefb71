package dev.quern.node.server;

import dev.quern.node.http.Piece;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.ResponseHead;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a server answers when it is asked whether it is ready: its status says it all. */
final class ReadyAnswer implements Receiver {
    private final CompletableFuture<Integer> status = new CompletableFuture<>();

    /** Waits for it. */
    int status(Duration most) throws IOException {
        try {
            return status.get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the node is closing", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("it did not answer", e);
        }
    }

    @Override
    public void interim(ResponseHead head) {
        // Not yet.
    }

    @Override
    public void head(ResponseHead head) {
        status.complete(head.status());
    }

    @Override
    public void content(Piece piece) {
        piece.done();
    }

    @Override
    public void failed(IOException cause, boolean silent) {
        status.completeExceptionally(cause);
    }
}
