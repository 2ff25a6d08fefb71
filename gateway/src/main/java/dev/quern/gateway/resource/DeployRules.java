package dev.quern.gateway.resource;

import dev.quern.core.function.Mount;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the nodes can run and the operator allows.
 *
 * @param runtimes names of the OCI runtimes there are, as of now
 * @param allowedMount whether the configuration's allow-list has the host directory of a mount, and writable if asked
 * @param buckets which buckets may be mounted
 * @param grants what functions may be given
 */
public record DeployRules(
        Supplier<List<String>> runtimes, Predicate<Mount> allowedMount, BucketRules buckets, GrantRules grants) {
    /** Where functions are given no secrets and no way out. */
    public DeployRules(Supplier<List<String>> runtimes, Predicate<Mount> allowedMount, BucketRules buckets) {
        this(runtimes, allowedMount, buckets, GrantRules.NOTHING);
    }
}
