package dev.quern.node;

/**
 * What a function's servers have for tasks now; a hint.
 *
 * @param free tasks that they could begin at once
 */
public record TaskRoom(int free, Ahead ahead) {
    /** Tasks to have waiting, so that they begin the moment there is an instance. */
    public enum Ahead {
        /** An operator has taken the function out of service: they would wait for as long as that lasts. */
        NONE,
        /** Its server did not start: one for which that is tried again. */
        ONE,
        SOME
    }
}
