package dev.quern.gateway.resource;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Mount;
import dev.quern.gateway.s3.policy.BucketEntry;
import dev.quern.gateway.s3.policy.BucketTable;
import java.util.List;

/**
 * Which functions may mount which buckets: those of their own namespace and those the operator lists for all, as far
 * as the bucket's policy lets the key that deploys.
 */
public final class BucketRules {
    private static final List<String> READING = List.of("s3:ListBucket", "s3:GetObject");
    private static final List<String> WRITING =
            List.of("s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject");

    private final BucketTable buckets;
    private final List<String> listed;

    /** @param listed buckets, or prefixes as {@code BUCKET/PREFIX}, that functions of any namespace may mount */
    public BucketRules(BucketTable buckets, List<String> listed) {
        this.buckets = buckets;
        this.listed = List.copyOf(listed);
    }

    /** @throws QuernException bucket_not_found, forbidden */
    void requireDeploy(Principal who, String namespace, Mount mount) {
        requireMount(namespace, mount);
        BucketEntry bucket = require(namespace, mount);
        for (String action : actions(mount)) {
            if (!bucket.allowsBeneath(who, action, mount.prefix())) {
                throw refused(mount, action);
            }
        }
    }

    /**
     * Whether a version that was deployed may still mount it: the bucket is the namespace's or listed, and its policy
     * does not refuse it to the namespace.
     *
     * @throws QuernException bucket_not_found, forbidden
     */
    public void requireMount(String namespace, Mount mount) {
        BucketEntry bucket = require(namespace, mount);
        Principal anyone = new Principal("", Role.INVOKER, namespace);
        for (String action : actions(mount)) {
            if (bucket.refusesBeneath(anyone, action, mount.prefix())) {
                throw refused(mount, action);
            }
        }
    }

    private BucketEntry require(String namespace, Mount mount) {
        BucketEntry bucket = buckets.find(mount.bucket())
                .orElseThrow(
                        () -> new QuernException(
                                ErrorCode.BUCKET_NOT_FOUND,
                                "There is no bucket '" + mount.bucket() + "' to mount",
                                "Make it first, with an S3 client and a key of the namespace; a host directory's path begins with /."));
        if (!bucket.namespace().equals(namespace) && listed.stream().noneMatch(l -> covers(l, mount))) {
            throw new QuernException(
                    ErrorCode.FORBIDDEN,
                    "Functions of the namespace '" + namespace + "' may not mount the bucket '" + mount.bucket() + "'",
                    "Use a bucket of the namespace, or ask the operator to list this one in mount.buckets of the"
                            + " configuration.");
        }
        return bucket;
    }

    private static boolean covers(String listed, Mount mount) {
        String whole = mount.bucket() + "/" + mount.prefix();
        return whole.startsWith(listed.endsWith("/") ? listed : listed + "/");
    }

    private static List<String> actions(Mount mount) {
        return mount.writable() ? WRITING : READING;
    }

    private static QuernException refused(Mount mount, String action) {
        return new QuernException(
                ErrorCode.FORBIDDEN,
                "The policy of the bucket '" + mount.bucket() + "' does not allow " + action + " for all of "
                        + mount.source(),
                "Have the bucket's policy grant it to this key, or mount a prefix it grants"
                        + (mount.writable() ? ", or mount it read-only." : "."));
    }
}
