package dev.quern.gateway.resource;

import dev.quern.core.function.Mount;
import dev.quern.node.ImageSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the nodes can run and the operator allows.
 *
 * @param runtimes names of the OCI runtimes there are, as of now
 * @param allowedMount whether the configuration's allow-list has the host directory of a mount, and writable if asked
 * @param buckets which buckets may be mounted
 * @param grants what functions may be given
 * @param images where unpacked trees are found, if that can be said before a node has to run them
 */
public record DeployRules(
        Supplier<List<String>> runtimes,
        Predicate<Mount> allowedMount,
        BucketRules buckets,
        GrantRules grants,
        ImageSource images) {
    /** Where functions are given no secrets and no way out, and trees are not known. */
    public DeployRules(Supplier<List<String>> runtimes, Predicate<Mount> allowedMount, BucketRules buckets) {
        this(runtimes, allowedMount, buckets, GrantRules.NOTHING, _ -> Optional.empty());
    }
}
