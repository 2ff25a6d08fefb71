package dev.quern.cli.output;

import java.io.PrintStream;

/** One line on stderr that keeps being replaced; nothing at all when stderr is no terminal. */
public final class Progress implements AutoCloseable {
    private static final long PAUSE_NANOS = 100_000_000;
    private final PrintStream err;
    private final boolean terminal;
    private long lastNanos;
    private boolean shown;

    public Progress(PrintStream err, boolean terminal) {
        this.err = err;
        this.terminal = terminal;
    }

    /** How many of {@code total} bytes are done, total -1 when unknown. */
    public void bytes(String what, long done, long total) {
        if (!due()) {
            return;
        }
        String of = total > 0 ? " of " + Show.size(total) + " (" + done * 100 / total + "%)" : "";
        show(what + " " + Show.size(done) + of);
    }

    public void text(String text) {
        if (due()) {
            show(Printable.line(text));
        }
    }

    private boolean due() {
        long now = System.nanoTime();
        if (!terminal || (shown && now - lastNanos < PAUSE_NANOS)) {
            return false;
        }
        lastNanos = now;
        return true;
    }

    private void show(String line) {
        // CSI K clears what a longer line before left behind (ECMA-48).
        err.print("\r" + (line.length() > 100 ? line.substring(0, 100) : line) + "\u001b[K");
        err.flush();
        shown = true;
    }

    /** Removes the line. */
    @Override
    public void close() {
        if (shown) {
            err.print("\r\u001b[K");
            err.flush();
            shown = false;
        }
    }
}
