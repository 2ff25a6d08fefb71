package dev.quern.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The printed result: one row for each measure, its bound where the project has set one, and whether it was
 * met. Bounds are of the machine they were set on; the median as a multiple of a yardstick measured in the same
 * run is what machines can be compared by.
 */
public final class Table {
    private static final int COLUMNS = 7;

    private final List<String[]> rows = new ArrayList<>();
    private final String yardstickName;
    private double yardstick;
    private double rateYardstick;

    private Table(String first, String yardstick) {
        yardstickName = yardstick;
        rows.add(new String[] {"measure", first, "p90", "p99", "÷ " + yardstick, "bound", ""});
    }

    /** Most rows are times, compared by a time. */
    public static Table ofTimes(String yardstick) {
        return new Table("p50", yardstick);
    }

    /** Most rows are numbers of things a second, compared by such a number; rows of times give their median. */
    public static Table ofRates(String yardstick) {
        return new Table("a second", yardstick);
    }

    /** What is a peer's row, too; nothing to divide by before it. */
    public void yardstick(Samples s) {
        yardstick = s.median();
        times(yardstickName + " (peer)", s);
    }

    public void times(String name, Samples s, String bound, boolean met) {
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
    public void times(String name, Samples s) {
        add(name, ms(s.median()), ms(s.percentile(0.9)), ms(s.percentile(0.99)), ratio(s), "", "");
    }

    public void value(String name, String value, String bound, boolean met) {
        add(name, value, "", "", "", bound, bound.isEmpty() ? "" : met ? "met" : "MISSED");
    }

    /** A peer's rate, which the rates after it are divided by. */
    public void yardstick(String name, double perSecond) {
        rateYardstick = perSecond;
        rate(name, perSecond);
    }

    public void rate(String name, double perSecond) {
        rate(name, perSecond, "", true);
    }

    public void rate(String name, double perSecond, String bound, boolean met) {
        String ratio = rateYardstick == 0 ? "" : String.format(Locale.ROOT, "%.2f", perSecond / rateYardstick);
        String verdict = bound.isEmpty() ? "" : met ? "met" : "MISSED";
        add(name, String.format(Locale.ROOT, "%.0f", perSecond), "", "", ratio, bound, verdict);
    }

    /** A peer that cannot be had here. */
    public void missing(String name) {
        add(name, "not installed", "", "", "", "", "");
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

    public String print() {
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
