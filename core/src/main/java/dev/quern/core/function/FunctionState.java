package dev.quern.core.function;

import java.util.Locale;

/** How a function stands: what its alias {@code live} names against what there is of its versions. */
public enum FunctionState {
    /** {@code live} names no version. */
    EMPTY,
    /** Nothing is kept ready; the next call makes what it needs. */
    IDLE,
    /** Fewer than {@code --min} sandboxes are there, or the image is being unpacked. */
    STARTING,
    /** The live version has taken over, and calls of versions that no alias names any more still run or wait. */
    SWITCHING,
    /** The live version has what it is to have. */
    READY,
    /** There is nothing of the live version, and it could not be started when it was last tried. */
    FAILING;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
