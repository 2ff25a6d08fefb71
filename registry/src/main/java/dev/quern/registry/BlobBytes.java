package dev.quern.registry;

import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;

/** The bytes of blobs and manifests: objects named by their digest. */
public final class BlobBytes {
    static final String BUCKET = "_registry";

    private final ObjectStore objects;

    BlobBytes(ObjectStore objects) throws IOException {
        this.objects = objects;
        objects.ensureBucket(BUCKET);
    }

    /** Whether all of the blob is there. */
    public boolean has(String digest, long size) throws IOException {
        return objects.find(name(digest)).filter(info -> info.size() == size).isPresent();
    }

    public Optional<StoredObject> open(String digest) throws IOException {
        return objects.open(name(digest));
    }

    void put(String digest, ObjectContent content) throws IOException {
        objects.put(name(digest), content, Map.of(), Condition.ALWAYS);
    }

    void delete(String digest) {
        try {
            objects.delete(name(digest), Condition.ALWAYS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectName name(String digest) {
        return new ObjectName(BUCKET, "blobs/" + digest.replace(':', '/'));
    }
}
