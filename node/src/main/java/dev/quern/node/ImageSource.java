package dev.quern.node;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.image.ImageConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where a node finds what it runs. */
@FunctionalInterface
public interface ImageSource {
    Optional<Ready> find(String digest);

    /** @throws QuernException image_not_found */
    default Ready require(String digest) {
        return find(digest)
                .orElseThrow(() -> new QuernException(
                        ErrorCode.IMAGE_NOT_FOUND,
                        "The image " + digest + " is not on this node",
                        "Load it again: quern image load FILE."));
    }

    /**
     * An unpacked image.
     *
     * @param root its tree, unshifted and shared by all its sandboxes
     * @param uid and gid, groups, home: the image's user, looked up in the image's own files
     */
    record Ready(ImageConfig config, Path root, int uid, int gid, List<Integer> groups, String home) {}
}
