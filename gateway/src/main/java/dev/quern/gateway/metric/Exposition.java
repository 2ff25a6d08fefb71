package dev.quern.gateway.metric;

import dev.quern.core.metric.LatencySnapshot;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Prometheus' text format 0.0.4. */
final class Exposition {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /** Upper bounds of histograms in microseconds, 0.5 ms to a minute. */
    private static final List<Long> BOUNDS = List.of(
            500L,
            1_000L,
            2_500L,
            5_000L,
            10_000L,
            25_000L,
            50_000L,
            100_000L,
            250_000L,
            500_000L,
            1_000_000L,
            2_500_000L,
            5_000_000L,
            10_000_000L,
            30_000_000L,
            60_000_000L);

    private final StringBuilder text = new StringBuilder();

    /** One value for each of {@code of}; labels in the form {@code a="b",c="d"}, empty for none. */
    <T> Exposition values(
            String name, String type, String help, Map<String, T> of, Function<T, ? extends Number> value) {
        if (!of.isEmpty()) {
            head(name, type, help);
            of.forEach((labels, one) -> line(name, labels, value.apply(one).toString()));
        }
        return this;
    }

    /** Times in seconds. */
    <T> Exposition histograms(String name, String help, Map<String, T> of, Function<T, LatencySnapshot> times) {
        if (!of.isEmpty()) {
            head(name, "histogram", help);
            of.forEach((labels, one) -> {
                LatencySnapshot snapshot = times.apply(one);
                long count = snapshot.count();
                for (long bound : BOUNDS) {
                    line(
                            name + "_bucket",
                            labels + ",le=\"" + seconds(bound) + "\"",
                            Long.toString(Math.min(count, snapshot.atMost(bound))));
                }
                line(name + "_bucket", labels + ",le=\"+Inf\"", Long.toString(count));
                line(name + "_sum", labels, seconds(snapshot.sumMicros()));
                line(name + "_count", labels, Long.toString(count));
            });
        }
        return this;
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void line(String name, String labels, String value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(labels).append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    private static String seconds(long micros) {
        BigDecimal seconds = BigDecimal.valueOf(micros, 6).stripTrailingZeros();
        return seconds.toPlainString().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
