package dev.quern.gateway.http;

import dev.quern.node.http.HttpLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection in a loop. What does not wait is done as a part of the loop, and whole answers that are given
 * there go out when all that came in together has been looked at ({@link HttpLoop#sendLater}). Nothing else is put off:
 * whoever waits for a write would wait for himself, and who ends a connection would lose it.
 */
final class LoopEndPoint extends SocketChannelEndPoint {
    private final HttpLoop loop;
    /** What is written now may be put off. The loop's alone. */
    private boolean answering;
    /** It was; from there to {@link #onIncompleteFlush}. */
    private boolean putOff;

    LoopEndPoint(
            SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler, HttpLoop loop) {
        super(channel, selector, key, scheduler);
        this.loop = loop;
    }

    HttpLoop loop() {
        return loop;
    }

    @Override
    public @Nullable Runnable onSelected() {
        Runnable task = super.onSelected();
        // Whoever produces tasks runs those that do not wait himself; all others may be run by anybody.
        return task == null || Invocable.getInvocationType(task) != InvocationType.NON_BLOCKING
                ? task
                : new InLoop(task);
    }

    /** Writes the whole of an answer in one go. Of HTTP/1 alone: in others an answer is one of many. */
    void answer(Runnable write) {
        answering = loop.isCrowded() && getConnection() instanceof HttpConnection;
        try {
            write.run();
        } finally {
            answering = false;
        }
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        putOff = answering;
        return !putOff && super.flush(buffers);
    }

    @Override
    protected void onIncompleteFlush() {
        boolean later = putOff;
        putOff = false;
        if (!later || !loop.sendLater(this::send)) {
            super.onIncompleteFlush();
        }
    }

    private void send() {
        getWriteFlusher().completeWrite();
    }

    private final class InLoop implements Invocable.Task {
        private final Runnable task;

        InLoop(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            loop.run(task);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
