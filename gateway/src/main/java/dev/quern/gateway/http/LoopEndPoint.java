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
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A client's connection in a loop. What does not wait is done as a part of the loop, and what is written there goes out
 * when all that came in with it has been looked at ({@link HttpLoop#sendLater}).
 */
final class LoopEndPoint extends SocketChannelEndPoint {
    private final HttpLoop loop;
    /** The last write was put off; from there to {@link #onIncompleteFlush}, on one thread. */
    private boolean putOff;
    /** What was put off is being written. The loop's alone. */
    private boolean sending;

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
        return task == null ? null : new InLoop(task, Invocable.getInvocationType(task));
    }

    /** Of HTTP/1 alone: what is wrapped in something else has an order of its own. */
    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        putOff = !sending && loop.isHere() && getConnection() instanceof HttpConnection;
        return !putOff && super.flush(buffers);
    }

    @Override
    protected void onIncompleteFlush() {
        if (!putOff || !loop.sendLater(this::send)) {
            super.onIncompleteFlush();
        }
        putOff = false;
    }

    private void send() {
        sending = true;
        getWriteFlusher().completeWrite();
        sending = false;
    }

    /** Whoever produces tasks runs those that do not wait himself; all others may be run by anybody. */
    private final class InLoop implements Invocable.Task {
        private final Runnable task;
        private final InvocationType type;

        InLoop(Runnable task, InvocationType type) {
            this.task = task;
            this.type = type;
        }

        @Override
        public void run() {
            if (type == InvocationType.NON_BLOCKING) {
                loop.run(task);
            } else {
                task.run();
            }
        }

        @Override
        public InvocationType getInvocationType() {
            return type;
        }
    }
}
