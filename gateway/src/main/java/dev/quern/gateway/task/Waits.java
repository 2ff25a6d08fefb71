package dev.quern.gateway.task;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The requests that only wait; a server that stops ends them instead of waiting for them. */
final class Waits {
    private final Set<Wait> open = ConcurrentHashMap.newKeySet();
    private volatile boolean over;

    /** One that waits, until it is closed. */
    final class Wait implements AutoCloseable {
        private final Runnable end;

        private Wait(Runnable end) {
            this.end = end;
        }

        @Override
        public void close() {
            open.remove(this);
        }
    }

    /** @param end wakes the one who waits; must not block */
    Wait begin(Runnable end) {
        Wait wait = new Wait(end);
        open.add(wait);
        if (over) {
            end.run();
        }
        return wait;
    }

    boolean over() {
        return over;
    }

    void endAll() {
        over = true;
        open.forEach(wait -> wait.end.run());
    }
}
