package dev.quern.store.image;

import dev.quern.core.image.Image;
import java.util.List;

/** An image and the names it goes by, in the namespaces asked for. */
public record NamedImage(Image image, List<ImageName> names) {
    public NamedImage {
        names = List.copyOf(names);
    }
}
