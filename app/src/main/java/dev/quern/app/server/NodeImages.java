package dev.quern.app.server;

import dev.quern.core.image.Image;
import dev.quern.images.ImageStore;
import dev.quern.images.ImageUser;
import dev.quern.images.Progress;
import dev.quern.images.oci.ImageArchive;
import dev.quern.node.ImageSource;
import dev.quern.registry.Manifests;
import java.util.Optional;

/** The unpacked images of this machine; one whose tree had to go is unpacked again if the registry has it. */
record NodeImages(ImageStore images, Manifests manifests) implements ImageSource {
    @Override
    public Optional<Ready> find(String digest) {
        return images.use(digest)
                .or(() -> manifests.anywhere(digest).map(manifest -> unpack(manifests.image(manifest))))
                .map(this::ready);
    }

    private Image unpack(ImageArchive archive) {
        Image image = images.load(archive, Progress.NONE).image();
        return images.use(image.digest()).orElse(image);
    }

    private Ready ready(Image image) {
        ImageUser user = images.user(image.digest());
        return new Ready(
                image.config(), images.root(image.digest()), user.uid(), user.gid(), user.groups(), user.home());
    }
}
