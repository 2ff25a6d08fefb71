package dev.quern.store.object;

/**
 * What must be true of the row that is there for a write to happen.
 *
 * @param etag of {@link Kind#MATCHES} and {@link Kind#DIFFERS}, else empty
 */
public record Guard(Kind kind, String etag) {
    /** The alternatives. */
    public enum Kind {
        ALWAYS,
        ABSENT,
        PRESENT,
        MATCHES,
        /** Absent, or of another etag. */
        DIFFERS
    }

    public static final Guard ALWAYS = new Guard(Kind.ALWAYS, "");
}
