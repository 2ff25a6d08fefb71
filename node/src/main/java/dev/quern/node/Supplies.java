package dev.quern.node;

import dev.quern.core.function.Egress;
import dev.quern.node.bucket.BucketMounts;
import dev.quern.node.call.CallSpec;
import dev.quern.node.egress.Exits;
import dev.quern.node.secret.GivenSecrets;
import dev.quern.node.secret.SecretSource;
import dev.quern.node.share.Holder;
import dev.quern.sandbox.MountServer;
import dev.quern.sandbox.Sandbox;
import dev.quern.sandbox.SandboxSpec;
import dev.quern.sandbox.Sandboxes;

/** What sandboxes are given besides their image, by whoever has it: mounted buckets, secrets, a way out. */
public record Supplies(Sandboxes sandboxes, BucketMounts buckets, SecretSource secrets, Exits exits) {
    /** Makes the sandboxes of one version. */
    @FunctionalInterface
    public interface Making {
        /** @throws dev.quern.core.error.QuernException as {@link Sandboxes#create(SandboxSpec)} */
        Sandbox make();
    }

    /** @throws dev.quern.core.error.QuernException when one of the version's mounts may not be */
    public Making making(CallSpec call, SandboxSpec spec) {
        MountServer mounts = buckets.server(call.namespace(), call.config().mounts());
        Egress egress = call.config().grants().egress();
        if (egress.isNone()) {
            return () -> sandboxes.create(spec, mounts);
        }
        Holder holder = call.holder();
        return () -> {
            Sandbox sandbox = sandboxes.create(spec, mounts);
            try {
                exits.open(sandbox, egress, holder);
                return sandbox;
            } catch (RuntimeException e) {
                sandbox.destroy();
                throw e;
            }
        };
    }

    public GivenSecrets secrets(CallSpec call) {
        return new GivenSecrets(
                secrets, call.namespace(), call.config().grants().secrets());
    }
}
