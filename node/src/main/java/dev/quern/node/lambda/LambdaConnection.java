package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import dev.quern.node.share.Share;
import dev.quern.node.share.Shares;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A way to an instance that polls: a request's content becomes an event, and what the function says of it the answer.
 * There may be several, of which one at a time has the instance.
 */
public final class LambdaConnection implements ServerConnection {
    private final RuntimeApi api;
    private final Identity function;
    private final Share room;
    /** Of a request to a path; whoever takes it out releases it. */
    private final AtomicReference<@Nullable Gathered> body = new AtomicReference<>();

    private volatile @Nullable Invocation invocation;
    private volatile boolean closed;
    /** The sender's alone, as is what follows. */
    private @Nullable QuernException refusal;
    /** Of a request to a path, which becomes an event once its content is whole. */
    private @Nullable RequestHead request;

    /** @param room of the function, of {@link #roomOfNode} */
    public LambdaConnection(RuntimeApi api, Identity function, Share room) {
        this.api = api;
        this.function = function;
        this.room = room;
    }

    /** For all events and responses of a node that have to be whole before they are passed on, in bytes. */
    public static Shares roomOfNode() {
        return new Shares(Limits.NODE);
    }

    @Override
    public boolean begin(Receiver to, RequestHead head) {
        EventHead event;
        QuernException wrong = null;
        try {
            event = EventHead.of(head, function);
            wrong = head.length() > Limits.EVENT ? Failures.eventTooLarge() : null;
        } catch (QuernException e) {
            event = EventHead.none();
            wrong = e;
        }
        boolean http = UrlEvent.isOne(head);
        Invocation made = new Invocation(event, to, room, http);
        if (closed || !api.take(made)) {
            return false;
        }
        if (http) {
            body.set(new Gathered(Limits.EVENT, room, Failures::eventTooLarge));
        }
        invocation = made;
        if (closed) {
            // Whoever closed it found nothing to end yet.
            close();
            return false;
        }
        refusal = wrong;
        request = http ? head : null;
        return true;
    }

    @Override
    public void send(boolean last, SendCallback callback, ByteBuffer content) {
        Invocation of = invocation;
        if (of == null) {
            callback.failed(new IOException("the exchange has ended"));
            return;
        }
        try {
            QuernException wrong = refusal;
            if (wrong != null) {
                throw wrong;
            }
            RequestHead path = request;
            if (path == null) {
                of.add(content, last);
            } else {
                gather(of, path, content, last);
            }
        } catch (QuernException e) {
            invocation = null;
            dropBody();
            of.fail(e);
            api.giveUp(of);
            callback.failed(new IOException(e));
            return;
        }
        if (last) {
            api.deliver(of);
        }
        callback.sent();
    }

    private void gather(Invocation of, RequestHead path, ByteBuffer content, boolean last) {
        Gathered whole = last ? body.getAndSet(null) : body.get();
        if (whole == null) {
            // Closed meanwhile; nobody hears of what comes of it.
            return;
        }
        try {
            whole.add(content, last);
            if (last) {
                UrlEvent.write(path, whole, function, of);
            }
        } finally {
            if (last) {
                whole.release();
            }
        }
    }

    private void dropBody() {
        Gathered unwanted = body.getAndSet(null);
        if (unwanted != null) {
            unwanted.release();
        }
    }

    @Override
    public boolean isIdle() {
        return !closed && api.isFree();
    }

    @Override
    public void whenFree(Runnable then) {
        api.whenFree(then);
    }

    /** An instance whose function works on the call is ended, as AWS does it when time is up. */
    @Override
    public boolean close() {
        closed = true;
        Invocation of = invocation;
        invocation = null;
        dropBody();
        if (of != null) {
            of.last();
            api.cancel(of);
        }
        return true;
    }
}
