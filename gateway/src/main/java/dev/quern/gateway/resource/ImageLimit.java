package dev.quern.gateway.resource;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.image.Image;
import dev.quern.core.value.DataSize;
import dev.quern.images.ImageStore;
import dev.quern.registry.Manifests;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the unpacked images of this machine within a size: the least recently used go, first of those the registry
 * can unpack again, then of those no version uses. One in use stays, and one that was asked for a moment ago:
 * a sandbox may be about to be made of it.
 */
public final class ImageLimit implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ImageLimit.class);
    private static final Duration MOMENT = Duration.ofMinutes(1);

    private final ImageStore trees;
    private final Images images;
    private final Manifests manifests;
    private final Predicate<String> inUse;
    private final DataSize most;
    private final InstantSource clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("quern-image-limit").factory());

    /** @param inUse whether sandboxes are, or may be kept, of the image with this digest */
    public ImageLimit(
            ImageStore trees,
            Images images,
            Manifests manifests,
            Predicate<String> inUse,
            DataSize most,
            InstantSource clock) {
        this.trees = trees;
        this.images = images;
        this.manifests = manifests;
        this.inUse = inUse;
        this.most = most;
        this.clock = clock;
    }

    /** Looks every minute from now on. */
    public void start() {
        long seconds = MOMENT.toSeconds();
        thread.scheduleWithFixedDelay(this::enforceOrLog, seconds, seconds, TimeUnit.SECONDS);
    }

    private void enforceOrLog() {
        try {
            enforce();
        } catch (RuntimeException e) {
            LOG.warn("Unpacked images stay over their limit until the next look: {}", e.toString());
        }
    }

    /** Removes as much as is too much, as far as it may go. */
    public void enforce() {
        long over = trees.list().stream().mapToLong(Image::sizeBytes).sum() - most.bytes();
        if (over <= 0) {
            return;
        }
        Instant moment = clock.instant().minus(MOMENT);
        List<Image> idle = trees.list().stream()
                .filter(image -> trees.usedAt(image.digest()).isBefore(moment) && !inUse.test(image.digest()))
                .sorted(Comparator.comparing(image -> trees.usedAt(image.digest())))
                .toList();
        List<Image> restorable = idle.stream()
                .filter(image -> manifests.anywhere(image.digest()).isPresent())
                .toList();
        List<Image> others =
                idle.stream().filter(image -> !restorable.contains(image)).toList();
        for (Image image : Stream.concat(restorable.stream(), others.stream()).toList()) {
            if (over > 0 && remove(image, restorable.contains(image))) {
                LOG.info("the unpacked image {} made room, {} of them are kept", image.digest(), most.toHuman());
                over -= image.sizeBytes();
            }
        }
    }

    private boolean remove(Image image, boolean restorable) {
        try {
            if (restorable) {
                images.drop(image.digest());
            } else {
                images.forget(image.digest());
            }
            return true;
        } catch (QuernException e) {
            // A version came to use it, or it went meanwhile.
            if (e.code() == ErrorCode.IN_USE || e.code() == ErrorCode.IMAGE_NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
