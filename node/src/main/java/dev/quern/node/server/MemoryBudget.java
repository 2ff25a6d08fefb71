package dev.quern.node.server;

import dev.quern.core.value.DataSize;

/** The memory that instances together may be limited to. */
final class MemoryBudget {
    /** Of what there is, for what can wait nobody takes the last part of so many. */
    private static final int SPARED = 4;

    private final long most;
    private long taken;

    MemoryBudget(DataSize most) {
        this.most = most.bytes();
    }

    synchronized boolean take(DataSize memory) {
        // The first is started whatever it wants: its limit may be more than it uses.
        if (taken > 0 && taken + memory.bytes() > most) {
            return false;
        }
        taken += memory.bytes();
        return true;
    }

    /** As {@link #take}, for what can wait: only while a good part is left for others. */
    synchronized boolean takeSpare(DataSize memory) {
        return taken + memory.bytes() <= most - most / SPARED && take(memory);
    }

    synchronized void giveBack(DataSize memory) {
        taken -= memory.bytes();
    }
}
