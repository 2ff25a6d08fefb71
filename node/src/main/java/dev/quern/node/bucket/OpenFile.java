package dev.quern.node.bucket;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file that is open: one open(2) with all its descriptors' copies. Used by one thread at a time. */
final class OpenFile {
    private final Inode node;
    private final boolean writable;
    private final int opener;
    private @Nullable ObjectReader reader;
    private boolean openerLeft;
    private boolean abandoned;

    /** @param opener the process, 0 if unknown */
    OpenFile(Inode node, boolean writable, int opener) {
        this.node = node;
        this.writable = writable;
        this.opener = opener;
    }

    Inode node() {
        return node;
    }

    boolean isWritable() {
        return writable;
    }

    Optional<ObjectReader> reader() {
        return Optional.ofNullable(reader);
    }

    void reader(ObjectReader now) {
        reader = now;
    }

    /**
     * A descriptor is closed by a process. Programs share what a shell opened for them: their ends say nothing until
     * the one who opened it closes it too.
     *
     * @return whether the file is to be stored now
     */
    boolean closedBy(int process) {
        abandoned = false;
        openerLeft |= opener == 0 || process == opener;
        return openerLeft;
    }

    /** A process with a descriptor was killed. */
    void abandon() {
        abandoned = true;
    }

    /** Whether the last who closed it was killed, so that what it wrote is no file. */
    boolean isAbandoned() {
        return abandoned;
    }
}
