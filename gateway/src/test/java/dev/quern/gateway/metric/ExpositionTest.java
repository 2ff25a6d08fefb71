package dev.quern.gateway.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.metric.LatencyHistogram;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    @Test
    void bucketsAddUpAndEndWithAll() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (long micros : new long[] {100, 700, 70_000, 3_600_000_000L}) {
            histogram.add(micros);
        }
        String text = new Exposition()
                .histograms("t_seconds", "Times.", Map.of("f=\"a\"", histogram), LatencyHistogram::snapshot)
                .toString();
        assertThat(text.lines())
                .startsWith("# HELP t_seconds Times.", "# TYPE t_seconds histogram")
                .contains(
                        "t_seconds_bucket{f=\"a\",le=\"0.0005\"} 1",
                        "t_seconds_bucket{f=\"a\",le=\"0.001\"} 2",
                        "t_seconds_bucket{f=\"a\",le=\"0.1\"} 3",
                        "t_seconds_bucket{f=\"a\",le=\"60\"} 3",
                        "t_seconds_bucket{f=\"a\",le=\"+Inf\"} 4",
                        "t_seconds_sum{f=\"a\"} 3600.0708",
                        "t_seconds_count{f=\"a\"} 4");
    }

    @Test
    void nothingToShowIsNoMetric() {
        assertThat(new Exposition()
                        .values("a", "gauge", "A.", Map.<String, Integer>of(), n -> n)
                        .toString())
                .isEmpty();
    }
}
