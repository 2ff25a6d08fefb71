package dev.quern.node.server;

import dev.quern.core.value.DataSize;

/** The memory that instances together may be limited to. */
final class MemoryBudget {
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

    synchronized void giveBack(DataSize memory) {
        taken -= memory.bytes();
    }
}
