package dev.quern.images.pull;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import dev.quern.images.Progress;
import dev.quern.images.oci.ImageArchive;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fetches images: of a registry's mirrors first, if it has some, then of itself. */
public final class Puller {
    /** Faults of the image or of this machine, which no other place to fetch it from mends. */
    private static final Set<ErrorCode> LASTING =
            Set.of(ErrorCode.INVALID_IMAGE, ErrorCode.DISK_FULL, ErrorCode.DEADLINE_EXCEEDED, ErrorCode.UNAVAILABLE);

    private final PullSettings settings;
    private final Duration timeout;
    private final DataSize mostBytes;

    public Puller(PullSettings settings, Duration timeout, DataSize mostBytes) {
        this.settings = settings;
        this.timeout = timeout;
        this.mostBytes = mostBytes;
    }

    /** What is done with an image while it is fetched; reading its layers waits for them. */
    @FunctionalInterface
    public interface Use<T> {
        T of(ImageArchive image) throws Exception;
    }

    /**
     * Fetches an image.
     *
     * @param name a checked reference: {@code host/repository:tag}
     * @param authFile credentials in the format of containers-auth.json(5)
     * @param directory an empty one, for layers on their way
     */
    public <T> T pull(String name, Optional<Path> authFile, Path directory, Progress progress, Use<T> use)
            throws Exception {
        Credentials credentials = Credentials.read(authFile);
        Refusals refusals = new Refusals(name);
        try (Deadline deadline = new Deadline(timeout)) {
            List<Place> places = Place.of(name, settings);
            for (Place mirror : places.subList(0, places.size() - 1)) {
                try {
                    return pull(mirror, credentials, deadline, refusals, directory, progress, use);
                } catch (QuernException e) {
                    if (LASTING.contains(e.code())) {
                        throw e;
                    }
                    progress.report("The mirror " + mirror.authority() + " does not help: " + e.text());
                }
            }
            return pull(places.getLast(), credentials, deadline, refusals, directory, progress, use);
        }
    }

    private <T> T pull(
            Place place,
            Credentials credentials,
            Deadline deadline,
            Refusals refusals,
            Path directory,
            Progress progress,
            Use<T> use)
            throws Exception {
        try (Connection connection = new Connection(place, credentials, deadline, refusals);
                RemoteImage image = new RemoteImage(connection, directory, mostBytes, progress)) {
            return use.of(image);
        }
    }
}
