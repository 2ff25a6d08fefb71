package dev.quern.app.server;

import java.util.logging.Level;
import java.util.logging.Logger;

/** A server's log: one line an event on stderr, Quern's own from INFO, everybody else's from WARNING. */
final class Logging {
    private static final Logger ROOT = Logger.getLogger("");
    /** Held, since the logging package forgets the level of a logger nobody holds. */
    private static final Logger OWN = Logger.getLogger("dev.quern");

    private Logging() {}

    static void configure(Level own) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL %4$s %5$s%6$s%n");
        ROOT.setLevel(Level.WARNING);
        OWN.setLevel(own);
    }
}
