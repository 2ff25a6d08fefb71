package dev.quern.objects.disk;

/** What a write goes through, in order; tests end the process at one of them. */
interface Steps {
    Steps NONE = step -> {};

    /** The steps. */
    enum Step {
        /** The bytes are written, not yet synced. */
        WRITTEN,
        /** They are synced, with their directory. */
        SYNCED,
        /** The row refers to them. */
        COMMITTED,
        /** What the row referred to before is gone. */
        COLLECTED
    }

    void reached(Step step);
}
