package dev.quern.gateway.s3.policy;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.quern.gateway.s3.S3Code;
import dev.quern.store.object.Bucket;
import dev.quern.store.object.Buckets;
import java.time.Duration;
import java.util.Optional;

/**
 * Buckets and their policies in memory. What this server changes it forgets at once; what another server on the same
 * database changes is seen here after {@link #SEEN_AFTER} at the latest.
 */
public final class BucketTable {
    public static final String POLICY = "policy";

    private static final Duration SEEN_AFTER = Duration.ofSeconds(5);

    private final Buckets buckets;
    private final LoadingCache<String, Optional<BucketEntry>> entries = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(SEEN_AFTER)
            .executor(Runnable::run)
            .build(this::load);

    public BucketTable(Buckets buckets) {
        this.buckets = buckets;
    }

    /** @throws dev.quern.gateway.s3.S3Exception NoSuchBucket */
    public BucketEntry get(String name) {
        return find(name).orElseThrow(S3Code.NoSuchBucket::error);
    }

    public Optional<BucketEntry> find(String name) {
        return BucketNames.valid(name) ? entries.get(name) : Optional.empty();
    }

    /** After a change, before it is answered. */
    public void forget(String name) {
        entries.invalidate(name);
    }

    private Optional<BucketEntry> load(String name) {
        Optional<Bucket> bucket = buckets.find(name);
        return bucket.flatMap(Bucket::namespace)
                .map(namespace -> new BucketEntry(
                        name, namespace, buckets.document(name, POLICY).map(json -> Policy.parse(json, name))));
    }
}
