package dev.quern.gateway.s3.policy;

import dev.quern.core.access.Principal;
import dev.quern.core.access.Role;
import dev.quern.gateway.s3.S3Code;
import java.util.Optional;

/**
 * A bucket as requests meet it.
 *
 * @param namespace whose it is
 */
public record BucketEntry(String name, String namespace, Optional<Policy> policy) {
    /**
     * An admin may everything; a developer of the namespace everything its policy does not refuse, and change the
     * policy in any case, or nobody could; others what the policy grants.
     *
     * @param key empty for the bucket itself
     * @throws dev.quern.gateway.s3.S3Exception AccessDenied
     */
    public void check(Principal who, String action, String key) {
        if (who.may(Role.ADMIN, namespace)) {
            return;
        }
        boolean owner = who.may(Role.DEVELOPER, namespace);
        if (owner && action.endsWith("BucketPolicy")) {
            return;
        }
        Optional<Boolean> said = policy.flatMap(p -> p.decides(who, action, key.isEmpty() ? name : name + "/" + key));
        if (!said.orElse(owner)) {
            throw S3Code.AccessDenied.error();
        }
    }

    /**
     * Whether a key may do something with all objects whose keys begin with a prefix.
     *
     * @param action of objects, such as s3:GetObject, or s3:ListBucket
     */
    public boolean allowsBeneath(Principal who, String action, String prefix) {
        boolean owner = who.may(Role.DEVELOPER, namespace);
        return who.may(Role.ADMIN, namespace)
                || saysBeneath(who, action, prefix).orElse(owner);
    }

    /** Whether the policy refuses that to somebody, whoever is granted it. */
    public boolean refusesBeneath(Principal who, String action, String prefix) {
        return !saysBeneath(who, action, prefix).orElse(true);
    }

    private Optional<Boolean> saysBeneath(Principal who, String action, String prefix) {
        return action.equals("s3:ListBucket")
                ? policy.flatMap(p -> p.decides(who, action, name))
                : policy.flatMap(p -> p.decidesBeneath(who, action, name + "/" + prefix));
    }
}
