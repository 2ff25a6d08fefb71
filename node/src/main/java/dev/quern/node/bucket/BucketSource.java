package dev.quern.node.bucket;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Mount;

/** Where a node gets the buckets that functions mount. */
@FunctionalInterface
public interface BucketSource {
    BucketSource NONE = (namespace, mount) -> {
        throw new QuernException(ErrorCode.UNSUPPORTED, "This node reaches no buckets");
    };

    /**
     * The bucket of a mount.
     *
     * @param namespace of the function
     * @throws QuernException forbidden when functions of the namespace may not mount it, or no longer
     */
    Bucket open(String namespace, Mount mount);
}
