package dev.quern.app.mount;

import dev.quern.node.bucket.Bucket;
import dev.quern.node.bucket.BucketObject;
import dev.quern.node.bucket.BucketPage;
import dev.quern.node.bucket.OpenObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A bucket around a real one. */
class AroundBucket implements Bucket {
    private final Bucket bucket;

    AroundBucket(Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public Optional<BucketObject> find(String key) throws IOException {
        return bucket.find(key);
    }

    @Override
    public Optional<OpenObject> open(String key) throws IOException {
        return bucket.open(key);
    }

    @Override
    public BucketPage list(String prefix, boolean folded, String after, int limit) throws IOException {
        return bucket.list(prefix, folded, after, limit);
    }

    @Override
    public BucketObject put(String key, InputStream content) throws IOException {
        return bucket.put(key, content);
    }

    @Override
    public boolean delete(String key) throws IOException {
        return bucket.delete(key);
    }

    @Override
    public Optional<BucketObject> copy(String from, String to) throws IOException {
        return bucket.copy(from, to);
    }
}
