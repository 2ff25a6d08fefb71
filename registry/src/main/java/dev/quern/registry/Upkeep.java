package dev.quern.registry;

import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Collects a registry's garbage now and then. */
public final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Collector collector;
    private final RegistrySettings settings;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("quern-registry").factory());

    private Upkeep(Collector collector, RegistrySettings settings) {
        this.collector = collector;
        this.settings = settings;
    }

    public static Upkeep start(Registry registry, RegistrySettings settings) {
        Upkeep upkeep = new Upkeep(registry.collector(), settings);
        long millis = settings.interval().toMillis();
        upkeep.clock.scheduleWithFixedDelay(upkeep::run, millis, millis, TimeUnit.MILLISECONDS);
        return upkeep;
    }

    private void run() {
        try {
            Collector.Collected gone = collector.collect(settings, Instant.now());
            if (!gone.isNothing()) {
                LOG.info(
                        "the registry lost {} manifests, {} blobs and {} abandoned uploads that nothing referred to",
                        gone.manifests(),
                        gone.blobs(),
                        gone.uploads());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The registry's garbage is left for the next time: {}", e.toString());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        try {
            clock.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
