package dev.quern.app.mount;

import dev.quern.core.function.Mount;
import dev.quern.gateway.resource.BucketRules;
import dev.quern.node.bucket.Bucket;
import dev.quern.node.bucket.BucketSource;
import dev.quern.objects.ObjectStore;

/** Buckets of the object store, for functions that may still mount them. */
public final class StoredBuckets implements BucketSource {
    private final ObjectStore objects;
    private final BucketRules rules;

    public StoredBuckets(ObjectStore objects, BucketRules rules) {
        this.objects = objects;
        this.rules = rules;
    }

    @Override
    public Bucket open(String namespace, Mount mount) {
        rules.requireMount(namespace, mount);
        return new StoredBucket(objects, mount.bucket());
    }
}
