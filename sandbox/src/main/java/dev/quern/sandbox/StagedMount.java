package dev.quern.sandbox;

import dev.quern.linux.Fd;

/** A detached mount, and where on the stage it goes. */
record StagedMount(Fd mount, String place) implements AutoCloseable {
    @Override
    public void close() {
        mount.close();
    }
}
