package dev.quern.store.registry;

import dev.quern.store.routing.RoutingNotifier;
import dev.quern.store.sql.Db;

/** The registry's tables, by what is done with them. */
public record RegistryRows(
        Repositories repositories,
        BlobRows blobs,
        ManifestRows manifests,
        TagRows tags,
        ReferrerRows referrers,
        UploadRows uploads,
        GarbageRows garbage) {
    public RegistryRows(Db db, RoutingNotifier notifier) {
        this(
                new Repositories(db),
                new BlobRows(db),
                new ManifestRows(db, notifier),
                new TagRows(db, notifier),
                new ReferrerRows(db),
                new UploadRows(db),
                new GarbageRows(db));
    }
}
