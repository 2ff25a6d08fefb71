package dev.quern.node.admission;

/**
 * The bounds of a node's admission.
 *
 * @param running calls that run at once: as many as cores by default, since a call is one process at work
 * @param queue calls that wait at once, all functions together
 */
public record Limits(int running, int queue) {
    public static Limits forThisMachine() {
        return new Limits(Runtime.getRuntime().availableProcessors(), 1_000);
    }
}
