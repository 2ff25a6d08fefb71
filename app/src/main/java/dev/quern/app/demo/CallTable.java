package dev.quern.app.demo;

import dev.quern.core.api.CallBody;
import dev.quern.core.value.DataSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Where the time of each call went. */
final class CallTable {
    private static final String[] TITLES = {
        "call", "result", "in", "out", "queue", "sandbox", "run", "CPU", "memory", "container"
    };

    private CallTable() {}

    static List<String> of(List<CallResult> results) {
        List<String[]> rows = new ArrayList<>();
        rows.add(TITLES);
        results.forEach(result -> rows.add(row(result)));
        int[] widths = new int[TITLES.length];
        rows.forEach(row -> {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        });
        return rows.stream().map(row -> format(row, widths)).toList();
    }

    private static String[] row(CallResult result) {
        CallBody call = result.call();
        return new String[] {
            result.what(),
            result.succeeded() ? "ok" : call.exitCode() == null ? call.state() : "exit " + call.exitCode(),
            size(call.bytesIn()),
            size(call.bytesOut()),
            millis(call.queueMillis()),
            millis(call.sandboxMillis()),
            millis(call.runMillis()),
            millis(call.cpuMillis()),
            size(call.peakMemoryBytes()),
            call.pooled() ? "was ready" : "made for the call"
        };
    }

    /** Words to the left, numbers to the right. */
    private static String format(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            boolean word = i <= 1 || i == row.length - 1;
            line.append(String.format(Locale.ROOT, "%" + (word ? "-" : "") + widths[i] + "s", row[i]));
            line.append("  ");
        }
        return line.toString().stripTrailing();
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, "%.2f ms", millis);
    }

    static String size(long bytes) {
        return new DataSize(bytes).toHuman();
    }
}
