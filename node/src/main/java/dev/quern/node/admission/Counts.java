package dev.quern.node.admission;

import java.util.Map;

/** Calls and queued work of one function, here and waiting. Guarded by the admission's lock. */
final class Counts {
    /** In the background, too. */
    int running;

    int background;
    /** Calls only. */
    int waiting;

    boolean atConcurrency(Claim claim) {
        return claim.concurrency() > 0 && running >= claim.concurrency();
    }

    void forget(Map<String, Counts> functions, Claim claim) {
        if (running == 0 && waiting == 0) {
            functions.remove(claim.function(), this);
        }
    }
}
