package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A way to an instance that polls: a request's content becomes an event, and what the function says of it the answer.
 * There may be several, of which one at a time has the instance.
 */
public final class LambdaConnection implements ServerConnection {
    private final RuntimeApi api;
    private final Identity function;
    private volatile @Nullable Invocation invocation;
    private volatile boolean closed;
    /** The sender's alone, as is what follows. */
    private @Nullable QuernException refusal;
    /** Of a request to a path, which becomes an event once its content is whole. */
    private @Nullable RequestHead request;

    private ByteArrayOutputStream body = new ByteArrayOutputStream();

    public LambdaConnection(RuntimeApi api, Identity function) {
        this.api = api;
        this.function = function;
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
        Invocation made = new Invocation(event, to, http);
        if (closed || !api.take(made)) {
            return false;
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
        if (body.size() + content.remaining() > Limits.EVENT) {
            body = new ByteArrayOutputStream();
            throw Failures.eventTooLarge();
        }
        byte[] more = new byte[content.remaining()];
        content.get(more);
        body.writeBytes(more);
        if (last) {
            byte[] whole = body.toByteArray();
            body = new ByteArrayOutputStream();
            of.add(ByteBuffer.wrap(UrlEvent.json(path, whole, function, of.id())), true);
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
        if (of != null) {
            of.last();
            api.cancel(of);
        }
        return true;
    }
}
