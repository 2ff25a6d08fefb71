package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The one way to an instance that polls: a request's content becomes an event, and what the function says of it the
 * answer.
 */
public final class LambdaConnection implements ServerConnection {
    private final RuntimeApi api;
    private final Identity function;
    private volatile @Nullable Invocation invocation;
    /** The sender's alone. */
    private @Nullable QuernException refusal;

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
        Invocation made = new Invocation(event, to);
        if (!api.take(made)) {
            return false;
        }
        invocation = made;
        refusal = wrong;
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
            of.add(content, last);
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

    @Override
    public boolean isIdle() {
        return api.isFree();
    }

    @Override
    public void whenFree(Runnable then) {
        api.whenFree(then);
    }

    /** An instance whose function works on the call is ended, as AWS does it when time is up. */
    @Override
    public boolean close() {
        Invocation of = invocation;
        invocation = null;
        if (of != null) {
            of.last();
            api.cancel(of);
        }
        return true;
    }
}
