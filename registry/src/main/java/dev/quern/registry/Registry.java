package dev.quern.registry;

import dev.quern.objects.ObjectStore;
import dev.quern.store.registry.Quota;
import dev.quern.store.registry.RegistryRows;
import java.io.IOException;
import java.nio.file.Path;

/** All parts of a registry on one object store and one database. */
public record Registry(
        RegistryRows rows, BlobBytes bytes, Uploads uploads, Manifests manifests, Collector collector, Quota quota) {
    /** As with a quota that allows everything. */
    public static Registry open(RegistryRows rows, ObjectStore objects, Path uploads) throws IOException {
        return open(rows, objects, uploads, Quota.NONE);
    }

    /** @param uploads a directory of the registry's own, on the object store's file system if that is a disk */
    public static Registry open(RegistryRows rows, ObjectStore objects, Path uploads, Quota quota) throws IOException {
        BlobBytes bytes = new BlobBytes(objects);
        Uploads files = new Uploads(rows, bytes, uploads, quota);
        return new Registry(
                rows,
                bytes,
                files,
                new Manifests(rows, bytes, quota),
                new Collector(rows.garbage(), bytes, files),
                quota);
    }
}
