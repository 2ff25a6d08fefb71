package dev.quern.cli.image;

import dev.quern.cli.http.Query;
import dev.quern.cli.server.Paging;
import dev.quern.cli.session.Session;
import dev.quern.core.api.ImageBody;
import dev.quern.core.api.ImagePage;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.util.List;

/** Lists images, and finds one by what a user calls it. */
final class Images {
    private static final int SHORTEST = "sha256:".length() + 6;
    private static final int MOST = 100_000;

    private Images() {}

    static List<ImageBody> list(Session session, int most) {
        return Paging.list(
                session.api(),
                () -> Query.of("/v1/images").add("namespace", session.namespace()),
                most,
                ImagePage.class,
                ImagePage::items,
                ImagePage::next);
    }

    /** By name, digest, or the start of a digest that no other image shares. */
    static ImageBody find(Session session, String text) {
        List<ImageBody> found = list(session, MOST).stream()
                .filter(i -> i.names().contains(text)
                        || i.names().contains(text + ":latest")
                        || (text.startsWith("sha256:")
                                && text.length() >= SHORTEST
                                && i.digest().startsWith(text)))
                .toList();
        if (found.size() > 1) {
            throw QuernException.invalid(
                    "'" + text + "' fits " + found.size() + " images", "Write more of the digest.");
        }
        if (found.isEmpty()) {
            throw new QuernException(
                    ErrorCode.IMAGE_NOT_FOUND,
                    "There is no image '" + text + "' in namespace " + session.namespace(),
                    "See 'quern image ls'.");
        }
        return found.getFirst();
    }

    static String route(Session session, ImageBody image) {
        return Query.of("/v1/images/" + image.digest())
                .add("namespace", session.namespace())
                .toString();
    }
}
