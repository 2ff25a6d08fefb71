package dev.quern.node.admission;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A call that asks for a place, or for its place again, on a thread of its own. */
final class Entering {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CompletableFuture<Admission.Place> place = new CompletableFuture<>();
    private final Thread thread;

    private Entering(Enter enter) {
        thread = Thread.ofVirtual().start(() -> {
            try {
                place.complete(enter.run());
            } catch (RuntimeException e) {
                place.completeExceptionally(e);
            }
        });
    }

    private interface Enter {
        Admission.Place run();
    }

    static Entering into(Admission admission, Claim claim) {
        return new Entering(() -> admission.enter(claim, in(Duration.ofHours(1))));
    }

    static Entering behind(Admission admission, Claim claim) {
        return new Entering(() -> admission.enterBackground(claim));
    }

    static Entering again(Admission.Place place) {
        return new Entering(() -> {
            place.resume(in(Duration.ofHours(1)));
            return place;
        });
    }

    static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    boolean done() {
        return place.isDone();
    }

    CompletableFuture<Admission.Place> future() {
        return place;
    }

    Admission.Place place() {
        return place.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    void interrupt() {
        thread.interrupt();
    }
}
