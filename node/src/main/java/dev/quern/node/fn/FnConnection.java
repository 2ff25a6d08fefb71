package dev.quern.node.fn;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.http.KnownFailure;
import dev.quern.node.http.Receiver;
import dev.quern.node.http.RequestHead;
import dev.quern.node.http.SendCallback;
import dev.quern.node.http.ServerConnection;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * HTTP/1.1 with an FDK on its unix socket, one call after the other.
 *
 * <p>An FDK works on one call at a time, so one that was not answered as it should be leaves an instance behind that is
 * fit for no other.
 */
public final class FnConnection implements ServerConnection {
    /**
     * FDKs close connections that stand idle, the one for Python after five seconds, and a call is not sent twice. Fn's
     * own agent keeps them as long.
     */
    public static final Duration MOST_IDLE = Duration.ofSeconds(1);

    private final ServerConnection http;
    private final Runnable spent;
    private final String log;
    private volatile boolean underWay;
    private volatile long idleSinceNanos = System.nanoTime();

    /**
     * @param spent runs when the instance must not get another call
     * @param log where to find what the instance wrote
     */
    public FnConnection(ServerConnection http, Runnable spent, String log) {
        this.http = http;
        this.spent = spent;
        this.log = log;
    }

    @Override
    public boolean begin(Receiver to, RequestHead head) {
        FnAnswer answer = new FnAnswer(to, FnRequest.isPassedOn(head), this);
        underWay = http.begin(answer, FnRequest.of(head));
        return underWay;
    }

    @Override
    public void send(boolean last, SendCallback callback, ByteBuffer content) {
        http.send(last, callback, content);
    }

    /** Closes one that has been idle for too long. */
    @Override
    public boolean isIdle() {
        if (http.isIdle() && System.nanoTime() - idleSinceNanos > MOST_IDLE.toNanos()) {
            http.close();
        }
        return http.isIdle();
    }

    @Override
    public boolean close() {
        if (underWay) {
            underWay = false;
            spent.run();
        }
        return http.close();
    }

    /** The call was answered as it should be, well or not. */
    void answered() {
        underWay = false;
        idleSinceNanos = System.nanoTime();
    }

    /** What comes is of no use. */
    void giveUp(Receiver to, String why) {
        http.close();
        to.failed(
                new KnownFailure(new QuernException(
                        ErrorCode.FUNCTION_FAILED, "The function's server gave no proper answer: " + why, log)),
                false);
    }

    String whereItsLogIs() {
        return log;
    }
}
