package dev.quern.gateway.call;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Response;

/**
 * What is written before the response: 100 Continue and 102 Processing, from different threads. The
 * HTTP server takes one write at a time and answers a second one with a failure, so they exclude each
 * other here, and none starts once the response has begun.
 *
 * <p>states: OPEN → BEGUN. Guarded by {@code lock}.
 */
public final class Interim {
    /** An interim response is a few bytes into an empty socket buffer; a client that does not take them is gone. */
    private static final long MOST_SECONDS = 5;

    private final Response response;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean begun;

    public Interim(Response response) {
        this.response = response;
    }

    /** What became of an interim response. */
    enum Result {
        SENT,
        TOO_LATE,
        CLIENT_GONE
    }

    /** Sends one unless the response has begun. */
    Result send(int status) {
        lock.lock();
        try {
            if (begun) {
                return Result.TOO_LATE;
            }
            response.writeInterim(status, HttpFields.EMPTY).get(MOST_SECONDS, TimeUnit.SECONDS);
            return Result.SENT;
        } catch (ExecutionException e) {
            // IllegalStateException: this client expects none, or the server has begun an answer of its own.
            return e.getCause() instanceof IllegalStateException ? Result.TOO_LATE : Result.CLIENT_GONE;
        } catch (TimeoutException e) {
            return Result.CLIENT_GONE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Result.TOO_LATE;
        } finally {
            lock.unlock();
        }
    }

    /** From now on the response itself is written; returns when no interim one is under way. */
    public void begin() {
        lock.lock();
        begun = true;
        lock.unlock();
    }

    /** As {@link #begin}, for threads that may not wait; false where that would. */
    public boolean beginNow() {
        if (!lock.tryLock()) {
            return false;
        }
        begun = true;
        lock.unlock();
        return true;
    }
}
