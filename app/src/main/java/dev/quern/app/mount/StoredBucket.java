package dev.quern.app.mount;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.node.bucket.Bucket;
import dev.quern.node.bucket.BucketObject;
import dev.quern.node.bucket.BucketPage;
import dev.quern.node.bucket.OpenObject;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectPage;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ReadableByteChannel;
import java.util.Map;
import java.util.Optional;

/** One bucket of the object store. */
final class StoredBucket implements Bucket {
    private static final Map<String, String> HEADERS = Map.of("content-type", "application/octet-stream");

    private final ObjectStore objects;
    private final String bucket;

    StoredBucket(ObjectStore objects, String bucket) {
        this.objects = objects;
        this.bucket = bucket;
    }

    @Override
    public Optional<BucketObject> find(String key) throws IOException {
        return objects.find(name(key)).map(StoredBucket::object);
    }

    @Override
    public Optional<OpenObject> open(String key) throws IOException {
        return objects.open(name(key)).map(Opened::new);
    }

    @Override
    public BucketPage list(String prefix, boolean folded, String after, int limit) throws IOException {
        ObjectPage page = objects.list(bucket, prefix, folded ? "/" : "", after, limit);
        return new BucketPage(page.objects().stream().map(StoredBucket::object).toList(), page.prefixes(), page.next());
    }

    @Override
    public BucketObject put(String key, InputStream content) throws IOException {
        return object(objects.put(name(key), new ObjectContent.Stream(content), HEADERS, Condition.ALWAYS));
    }

    @Override
    public boolean delete(String key) throws IOException {
        return objects.delete(name(key), Condition.ALWAYS);
    }

    @Override
    public Optional<BucketObject> copy(String from, String to) throws IOException {
        try {
            return Optional.of(
                    object(objects.copy(name(from), Condition.ALWAYS, name(to), Optional.empty(), Condition.ALWAYS)));
        } catch (QuernException e) {
            if (e.code() == ErrorCode.OBJECT_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private ObjectName name(String key) {
        return new ObjectName(bucket, key);
    }

    private static BucketObject object(ObjectInfo info) {
        return new BucketObject(info.name().key(), info.size(), info.etag(), info.modifiedAt());
    }

    private record Opened(StoredObject stored) implements OpenObject {
        @Override
        public BucketObject object() {
            return StoredBucket.object(stored.info());
        }

        @Override
        public ReadableByteChannel read(long from, long length) throws IOException {
            return stored.read(from, length);
        }

        @Override
        public void close() throws IOException {
            stored.close();
        }
    }
}
