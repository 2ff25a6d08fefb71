package dev.quern.cli.image;

import dev.quern.cli.output.Show;
import dev.quern.cli.output.View;
import dev.quern.core.api.ImageBody;

/** How images are listed. */
final class Views {
    static final View<ImageBody> IMAGE = View.of(
                    ImageBody.class,
                    i -> i.names().isEmpty() ? i.digest() : i.names().getFirst())
            .column("NAME", i -> i.names().isEmpty() ? "-" : String.join(", ", i.names()))
            .column("DIGEST", i -> Show.digest(i.digest()))
            .column("ARCHITECTURE", ImageBody::architecture)
            .column("SIZE", i -> Show.size(i.sizeBytes()))
            .column("LOADED", i -> Show.time(i.loadedAt()));

    static String summary(ImageBody image) {
        String name = image.names().isEmpty() ? image.digest() : image.names().getFirst() + " " + image.digest();
        return name + " " + Show.size(image.sizeBytes());
    }

    private Views() {}
}
