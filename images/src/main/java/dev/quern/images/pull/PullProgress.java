package dev.quern.images.pull;

import dev.quern.images.Progress;
import java.time.Duration;
import java.util.List;

/** Says how far a pull has come, in bytes and layers, a few times a second and when it is complete. */
final class PullProgress {
    private static final long INTERVAL = Duration.ofMillis(200).toNanos();
    private static final int WIDTH = 30;

    private final Progress progress;
    private List<Download> downloads = List.of();
    private long last = System.nanoTime() - INTERVAL;
    private boolean complete;

    PullProgress(Progress progress) {
        this.progress = progress;
    }

    void begin(List<Download> all) {
        downloads = all;
        complete = false;
        tick();
    }

    void tick() {
        long now = System.nanoTime();
        if (complete || downloads.isEmpty()) {
            return;
        }
        complete = downloads.stream().allMatch(Download::isDone);
        if (!complete && now - last < INTERVAL) {
            return;
        }
        last = now;
        long done = downloads.stream().mapToLong(Download::received).sum();
        long all = downloads.stream().mapToLong(Download::size).sum();
        long layers = downloads.stream().filter(Download::isDone).count();
        int filled = all == 0 ? WIDTH : (int) (WIDTH * done / all);
        progress.report("Pulling [%s%s] %s of %s MiB, %d of %d layers"
                .formatted(
                        "#".repeat(filled),
                        ".".repeat(WIDTH - filled),
                        mebibytes(done),
                        mebibytes(all),
                        layers,
                        downloads.size()));
    }

    private static String mebibytes(long bytes) {
        return "%.1f".formatted(bytes / (double) (1 << 20));
    }
}
