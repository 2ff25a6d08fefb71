package dev.quern.node;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Mount;
import dev.quern.sandbox.SandboxSpec;

/** What the sandboxes of a version are made of. */
public final class SandboxSpecs {
    private SandboxSpecs() {}

    /** @throws QuernException forbidden for a mount: the configuration may have been tightened since the deploy */
    public static SandboxSpec of(NodeSettings settings, ImageSource.Ready image, FunctionConfig config) {
        for (Mount mount : config.mounts()) {
            if (!mount.isBucket() && !mount.isBeneath(settings.mountRoots())) {
                throw new QuernException(
                        ErrorCode.FORBIDDEN,
                        "This node does not allow mounting " + mount.source(),
                        "The administrator lists allowed directories in mount.allow of the configuration.");
            }
        }
        return new SandboxSpec(
                image.root(),
                image.uid(),
                image.gid(),
                image.groups(),
                config.memory(),
                config.mounts(),
                config.runtime().orElse(settings.defaultRuntime()),
                config.grants().files(),
                !config.grants().egress().isNone());
    }
}
