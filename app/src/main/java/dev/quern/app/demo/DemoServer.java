package dev.quern.app.demo;

import java.nio.file.Path;

/** The server the demo talks to, as it is seen from outside. */
interface DemoServer extends AutoCloseable {
    String url();

    /** A file with the admin key on one line. */
    Path keyFile();

    @Override
    void close();
}
