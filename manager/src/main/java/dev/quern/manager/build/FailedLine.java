package dev.quern.manager.build;

/**
 * A line of a descriptor at which a build ended.
 *
 * @param line from 1
 * @param text what stands there, shortened
 */
record FailedLine(int line, String text) {
    private static final int MOST = 200;

    FailedLine {
        text = text.strip();
        text = text.length() > MOST ? text.substring(0, MOST) + "…" : text;
    }
}
