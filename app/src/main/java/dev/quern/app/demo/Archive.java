package dev.quern.app.demo;

import java.nio.file.Path;
import java.time.Duration;

/**
 * A sample image as a file.
 *
 * @param isNew whether it was built now and not found in the cache
 * @param took for building or finding it
 */
public record Archive(Path file, long bytes, boolean isNew, Duration took) {
    String origin() {
        return isNew ? "built from Debian packages in " + Screen.seconds(took) : "built earlier";
    }
}
