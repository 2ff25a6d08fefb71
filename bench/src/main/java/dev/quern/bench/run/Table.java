package dev.quern.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The printed result: one row for each measure, its bound where the project has set one, and whether it was
 * met. Bounds are of the machine they were set on; the median as a multiple of a yardstick measured in the same
 * run is what machines can be compared by.
 */
final class Table {
    private static final int COLUMNS = 7;

    private final List<String[]> rows = new ArrayList<>();
    private final String yardstickName;
    private double yardstick;

    Table(String yardstick) {
        yardstickName = yardstick;
        rows.add(new String[] {"measure", "p50", "p90", "p99", "÷ " + yardstick, "bound", ""});
    }

    /** What is a peer's row, too; nothing to divide by before it. */
    void yardstick(Samples s) {
        yardstick = s.median();
        times(yardstickName + " (peer)", s);
    }

    void times(String name, Samples s, String bound, boolean met) {
        add(
                name,
                ms(s.median()),
                ms(s.percentile(0.9)),
                ms(s.percentile(0.99)),
                ratio(s),
                bound,
                met ? "met" : "MISSED");
    }

    /** A peer, or a row without a bound. */
    void times(String name, Samples s) {
        add(name, ms(s.median()), ms(s.percentile(0.9)), ms(s.percentile(0.99)), ratio(s), "", "");
    }

    void value(String name, String value, String bound, boolean met) {
        add(name, value, "", "", "", bound, bound.isEmpty() ? "" : met ? "met" : "MISSED");
    }

    private void add(String... row) {
        rows.add(row);
        System.err.println(String.join("  ", row));
    }

    private String ratio(Samples s) {
        return yardstick == 0 ? "" : String.format(Locale.ROOT, "%.2f", s.median() / yardstick);
    }

    private static String ms(double value) {
        return String.format(Locale.ROOT, "%.2f ms", value);
    }

    String print() {
        int[] width = new int[COLUMNS];
        for (String[] row : rows) {
            for (int i = 0; i < COLUMNS; i++) {
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
