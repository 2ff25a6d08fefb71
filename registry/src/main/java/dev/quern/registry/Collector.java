package dev.quern.registry;

import dev.quern.store.registry.GarbageRows;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Removes what nothing refers to; pushes, pulls and deletions go on meanwhile. See {@link GarbageRows}. */
public final class Collector {
    private static final int PAGE = 1000;

    private final GarbageRows garbage;
    private final BlobBytes bytes;
    private final Uploads uploads;

    Collector(GarbageRows garbage, BlobBytes bytes, Uploads uploads) {
        this.garbage = garbage;
        this.bytes = bytes;
        this.uploads = uploads;
    }

    /** How many went. */
    public record Collected(int uploads, int manifests, int blobs) {
        public boolean isNothing() {
            return uploads + manifests + blobs == 0;
        }
    }

    /** Looks once through everything. */
    public Collected collect(RegistrySettings settings, Instant now) throws IOException {
        int expired = uploads.expire(now.minus(settings.uploads()));
        int manifests = 0;
        for (UUID repository : garbage.repositories()) {
            manifests += garbage.manifests(repository, now.minus(settings.untagged()));
            garbage.links(repository, now.minus(settings.unused()));
        }
        return new Collected(expired, manifests, blobs(now.minus(settings.unused())));
    }

    private int blobs(Instant before) {
        int gone = 0;
        List<String> page = garbage.blobs(before, "", PAGE);
        while (!page.isEmpty()) {
            for (String digest : page) {
                gone += garbage.remove(digest, before, bytes::delete) ? 1 : 0;
            }
            page = garbage.blobs(before, page.getLast(), PAGE);
        }
        return gone;
    }
}
