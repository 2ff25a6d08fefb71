package dev.quern.app.demo;

import dev.quern.cli.output.Printable;
import dev.quern.core.api.CallBody;

/** A failed call in one line. */
final class Failures {
    private Failures() {}

    static String text(CallBody call) {
        String tail = call.stderrTail() == null ? "" : call.stderrTail().strip();
        String last = tail.substring(tail.lastIndexOf('\n') + 1);
        return call.error()
                + (call.exitCode() == null ? "" : ", exit code " + call.exitCode())
                + (last.isEmpty() ? "" : ", stderr: " + Printable.text(last));
    }
}
