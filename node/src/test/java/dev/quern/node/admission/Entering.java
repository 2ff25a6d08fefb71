package dev.quern.node.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.QuernException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A call that asks for a place, or for its place again, on a thread of its own. */
final class Entering {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CompletableFuture<Place> place = new CompletableFuture<>();
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
        Place run();
    }

    static Entering into(Admission admission, Claim claim) {
        return new Entering(() -> admission.enter(claim, in(Duration.ofHours(1))));
    }

    static Entering behind(Admission admission, Claim claim) {
        return new Entering(() -> admission.enterBackground(claim));
    }

    static Entering again(Place place) {
        return new Entering(() -> {
            place.resume(in(Duration.ofHours(1)));
            return place;
        });
    }

    /** Cancels a hundred that wait at the moment the one before them leaves; whoever was admitted leaves, too. */
    static void cancelAsOneLeaves(Place held, Supplier<Entering> enter, Supplier<Admission.Load> load) {
        List<Entering> cancelled = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            cancelled.add(enter.get());
        }
        await().pollInterval(Duration.ofMillis(1)).until(() -> load.get().waiting() == 100);
        cancelled.forEach(Entering::interrupt);
        held.close();
        for (Entering each : cancelled) {
            try {
                each.place().close();
            } catch (RuntimeException e) {
                assertThat(e).hasCauseInstanceOf(QuernException.class);
            }
        }
    }

    static long in(Duration time) {
        return System.nanoTime() + time.toNanos();
    }

    boolean done() {
        return place.isDone();
    }

    CompletableFuture<Place> future() {
        return place;
    }

    Place place() {
        return place.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    void interrupt() {
        thread.interrupt();
    }
}
