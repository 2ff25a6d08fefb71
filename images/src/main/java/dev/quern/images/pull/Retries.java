package dev.quern.images.pull;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLException;

/** Pauses between attempts at one thing: doubled every time, at random by half, as a server asks if it does. */
final class Retries {
    private static final int ATTEMPTS = 6;
    private static final long FIRST_MILLIS = 200;
    private static final long MOST_SECONDS = 30;

    private final Deadline deadline;
    private int failed;

    Retries(Deadline deadline) {
        this.deadline = deadline;
    }

    /** Waits for the next attempt; false when there is none. */
    boolean pause(IOException cause) throws InterruptedException {
        boolean lasting = cause instanceof ConnectException
                || cause instanceof UnknownHostException
                || cause instanceof SSLException;
        return !lasting && pause(Duration.ZERO);
    }

    boolean pause(HttpResponse<?> answer) throws InterruptedException {
        String seconds = answer.headers().firstValue("Retry-After").orElse("0").trim();
        return pause(
                Duration.ofSeconds(seconds.matches("\\d{1,6}") ? Math.min(MOST_SECONDS, Long.parseLong(seconds)) : 0));
    }

    /** It went on: the next failure is the first again. */
    void progressed() {
        failed = 0;
    }

    private boolean pause(Duration atLeast) throws InterruptedException {
        if (++failed >= ATTEMPTS) {
            return false;
        }
        long doubled = FIRST_MILLIS << (failed - 1);
        long millis = doubled / 2 + ThreadLocalRandom.current().nextLong(doubled / 2 + 1);
        deadline.sleep(Duration.ofMillis(Math.max(millis, atLeast.toMillis())));
        return true;
    }
}
