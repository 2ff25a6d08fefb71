package dev.quern.app.mount;

import dev.quern.node.bucket.Bucket;
import dev.quern.node.bucket.BucketObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is stored. */
final class CountingBucket extends AroundBucket {
    private final AtomicInteger puts;

    CountingBucket(Bucket bucket, AtomicInteger puts) {
        super(bucket);
        this.puts = puts;
    }

    @Override
    public BucketObject put(String key, InputStream content) throws IOException {
        puts.incrementAndGet();
        return super.put(key, content);
    }
}
