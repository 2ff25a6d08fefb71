package dev.quern.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The printed result: one row for each measure, its bound where the project has set one, and whether it was met. */
final class Table {
    private final List<String[]> rows = new ArrayList<>();

    Table() {
        rows.add(new String[] {"measure", "p50", "p90", "p99", "bound", ""});
    }

    void times(String name, Samples s, String bound, boolean met) {
        add(name, ms(s.median()), ms(s.percentile(0.9)), ms(s.percentile(0.99)), bound, met ? "met" : "MISSED");
    }

    /** A peer, or a row without a bound. */
    void times(String name, Samples s) {
        add(name, ms(s.median()), ms(s.percentile(0.9)), ms(s.percentile(0.99)), "", "");
    }

    void value(String name, String value, String bound, boolean met) {
        add(name, value, "", "", bound, bound.isEmpty() ? "" : met ? "met" : "MISSED");
    }

    private void add(String... row) {
        rows.add(row);
        System.err.println(String.join("  ", row));
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.2f ms", value);
    }

    String print() {
        int[] width = new int[6];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                width[i] = Math.max(width[i], row[i].length());
            }
        }
        StringBuilder out = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(
                        String.format(i == 0 ? "%-" + width[i] + "s" : "  %" + Math.max(1, width[i]) + "s", row[i]));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }
}
