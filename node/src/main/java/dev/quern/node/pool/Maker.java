package dev.quern.node.pool;

/** What a pool keeps and how it comes and goes; the seam between the pool's policy and sandboxes. */
public interface Maker<S> {
    /** Makes one ready; takes about ten milliseconds. Failures are QuernExceptions. */
    S make();

    /** Cleans one after use for the next call of the same version; false when it must be destroyed. */
    boolean reset(S used);

    /** Removes one with everything it holds. */
    void destroy(S used);
}
