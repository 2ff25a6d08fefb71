package dev.quern.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
    @Test
    void everyBucketHoldsWhatItsBoundSays() {
        assertThat(LatencyHistogram.bucket(0)).isZero();
        for (int i = 1; i < LatencyHistogram.BUCKETS - 1; i++) {
            assertThat(LatencyHistogram.bucket(LatencyHistogram.largest(i))).isEqualTo(i);
            assertThat(LatencyHistogram.bucket(LatencyHistogram.largest(i) + 1)).isEqualTo(i + 1);
        }
        assertThat(LatencyHistogram.bucket(Long.MAX_VALUE)).isEqualTo(LatencyHistogram.BUCKETS - 1);
    }

    @Test
    void quantilesAreAtMostAnEighthTooLarge() {
        LatencyHistogram histogram = new LatencyHistogram();
        for (int micros = 1; micros <= 100_000; micros++) {
            histogram.add(micros);
        }
        LatencySnapshot all = histogram.snapshot();
        assertThat(all.count()).isEqualTo(100_000);
        assertThat(all.sumMicros()).isEqualTo(5_000_050_000L);
        for (double quantile : new double[] {0.5, 0.95, 0.99, 1}) {
            assertThat((double) all.quantileMicros(quantile)).isBetween(quantile * 100_000, quantile * 100_000 * 1.125);
        }
        assertThat(all.atMost(7)).isEqualTo(7);
        assertThat(all.atMost(200_000)).isEqualTo(100_000);
    }

    @Test
    void aDifferenceIsWhatCameBetween() {
        LatencyHistogram histogram = new LatencyHistogram();
        histogram.add(1_000_000);
        LatencySnapshot before = histogram.snapshot();
        histogram.add(10);
        histogram.add(-5);
        LatencySnapshot between = histogram.snapshot().since(before);
        assertThat(between.count()).isEqualTo(2);
        assertThat(between.sumMicros()).isEqualTo(10);
        assertThat(between.quantileMicros(1)).isEqualTo(10);
        assertThat(between.plus(before).count()).isEqualTo(3);
        assertThat(LatencySnapshot.NONE.quantileMicros(0.99)).isZero();
    }

    @Test
    void nothingIsLostBetweenThreads() {
        LatencyHistogram histogram = new LatencyHistogram();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 8; t++) {
                threads.execute(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        histogram.add(i);
                    }
                });
            }
        }
        assertThat(histogram.snapshot().count()).isEqualTo(80_000);
    }
}
