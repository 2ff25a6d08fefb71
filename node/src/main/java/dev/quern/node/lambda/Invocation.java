package dev.quern.node.lambda;

import dev.quern.core.error.QuernException;
import dev.quern.node.http.InboundConnection;
import dev.quern.node.http.KnownFailure;
import dev.quern.node.http.Receiver;
import dev.quern.node.share.Share;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One event, and who waits for what becomes of it. */
final class Invocation {
    private final EventHead head;
    private final Share room;
    private final Gathered event;
    private final AtomicReference<@Nullable Receiver> receiver;
    private final AtomicBoolean released = new AtomicBoolean();
    private final long deadlineNanos;
    private final boolean http;

    /**
     * @param room of the function for what is gathered
     * @param http whether it came as a request to a path, and is to be answered like one
     */
    Invocation(EventHead head, Receiver receiver, Share room, boolean http) {
        this.head = head;
        this.room = room;
        this.event = new Gathered(Limits.EVENT, room, Failures::eventTooLarge);
        this.http = http;
        this.receiver = new AtomicReference<>(receiver);
        long left = head.deadlineMillis() - System.currentTimeMillis();
        this.deadlineNanos = System.nanoTime() + left * 1_000_000;
    }

    String id() {
        return head.id();
    }

    /** For what is gathered of its answer. */
    Share room() {
        return room;
    }

    boolean isHttp() {
        return http;
    }

    long deadlineNanos() {
        return deadlineNanos;
    }

    /** @throws QuernException when the event is larger than allowed, or than there is room */
    void add(ByteBuffer content, boolean last) {
        event.add(content, last);
    }

    /** Brings the event to a client that asked for the next one; false when that is gone. */
    boolean writeTo(InboundConnection client) {
        return event.retain() && client.answer(200, head.headers(), event::release, event.buffers());
    }

    /** Who hears the answer; empty once nobody does. */
    Optional<Receiver> receiver() {
        return Optional.ofNullable(receiver.get());
    }

    /** As {@link #receiver}, for the one who ends the exchange. */
    Optional<Receiver> last() {
        return Optional.ofNullable(receiver.getAndSet(null));
    }

    void fail(QuernException why) {
        fail(new KnownFailure(why));
    }

    /** The function has seen the event, or may have: nobody is to repeat it. */
    void fail(IOException why) {
        last().ifPresent(to -> to.failed(why, false));
    }

    /** Nobody asks for the event any more; its answer may still be on its way. */
    void over() {
        if (!released.getAndSet(true)) {
            event.release();
        }
    }
}
