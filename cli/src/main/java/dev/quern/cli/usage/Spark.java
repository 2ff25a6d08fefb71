package dev.quern.cli.usage;

/** A row of bars, one character for each value (Unicode block elements). */
final class Spark {
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private Spark() {}

    /** Nothing is a space, anything above nothing a bar, the highest a full one. */
    static String of(double... values) {
        double most = 0;
        for (double value : values) {
            most = Math.max(most, value);
        }
        StringBuilder out = new StringBuilder();
        for (double value : values) {
            out.append(value <= 0 ? ' ' : BARS.charAt((int) Math.min(7, Math.ceil(value / most * 8) - 1)));
        }
        return out.toString();
    }
}
