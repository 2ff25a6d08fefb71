package dev.quern.sandbox;

import dev.quern.linux.Fd;

/** A file system that this process serves to one sandbox. */
public interface ServedMount extends AutoCloseable {
    /** The mount, attached nowhere yet; the sandbox closes the descriptor once it has it. */
    Fd mount();

    /** Ends the file system at once: whoever waits for it in the sandbox is told so and can be killed. */
    @Override
    void close();
}
