package dev.quern.sandbox.cgroup;

import java.io.IOException;
import java.nio.file.Path;

/** How the processes of one group are stopped, counted and killed. */
interface Grip {
    /** The directory it works on. */
    Path directory();

    /** False if the processes did not stand still within the bound. */
    boolean freeze() throws IOException;

    void thaw() throws IOException;

    void killAll() throws IOException;

    boolean isEmpty() throws IOException;
}
