package dev.quern.app.demo;

import java.nio.file.Path;

/** What the demo needs of this machine. */
interface Machine {
    /** Installs what is missing. */
    void prepare(Screen screen);

    DemoServer start(Path data);

    /** Returns when somebody asks the program to stop. */
    void awaitStop();
}
