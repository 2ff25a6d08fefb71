package dev.quern.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a start has done, undone in reverse order. One step's failure is logged and keeps none of the
 * others from running.
 */
final class Cleanup {
    private static final Logger LOG = LoggerFactory.getLogger(Cleanup.class);

    private record Step(String what, Runnable action) {}

    private final Deque<Step> steps = new ArrayDeque<>();

    void add(String what, Runnable action) {
        steps.push(new Step(what, action));
    }

    /** Every step runs at most once, however often this is called. */
    void run(String id) {
        while (true) {
            Step step = steps.poll();
            if (step == null) {
                return;
            }
            try {
                step.action().run();
            } catch (RuntimeException e) {
                LOG.warn("Sandbox {}: to {} failed: {}", id, step.what(), e.toString());
            }
        }
    }
}
