package dev.quern.images;

import java.util.List;

/**
 * The user an image's processes run as, resolved within the image.
 *
 * @param groups supplementary group ids, without {@code gid}
 * @param home {@code /} when the image does not say
 */
public record ImageUser(int uid, int gid, List<Integer> groups, String home) {
    public ImageUser {
        groups = List.copyOf(groups);
    }
}
