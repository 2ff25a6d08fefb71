package dev.quern.images;

import dev.quern.core.image.Image;
import java.util.List;

/**
 * The result of a load.
 *
 * @param names the archive gives the image, {@code docker.io/library/busybox:latest}; may be empty
 * @param alreadyPresent the store held the image before
 */
public record LoadedImage(Image image, List<String> names, boolean alreadyPresent) {
    public LoadedImage {
        names = List.copyOf(names);
    }
}
