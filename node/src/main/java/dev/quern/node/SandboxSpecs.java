package dev.quern.node;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Contract;
import dev.quern.core.function.FunctionConfig;
import dev.quern.core.function.Mount;
import dev.quern.sandbox.SandboxSpec;
import java.util.ArrayList;
import java.util.List;

/** What the sandboxes of a version are made of. */
public final class SandboxSpecs {
    private SandboxSpecs() {}

    /** @throws QuernException forbidden for a mount: the configuration may have been tightened since the deploy */
    public static SandboxSpec of(
            NodeSettings settings, ImageSource images, ImageSource.Ready image, FunctionConfig config) {
        List<Mount> mounts = new ArrayList<>(config.mounts());
        mounts.addAll(LayerMounts.of(settings, images, config.layers()));
        for (Mount mount : config.mounts()) {
            if (!mount.isBucket()) {
                requireAllowed(settings, mount);
            }
        }
        return new SandboxSpec(
                image.root(),
                image.uid(),
                image.gid(),
                image.groups(),
                config.memory(),
                mounts,
                config.runtime().orElse(settings.defaultRuntime()),
                config.grants().files(),
                !config.grants().egress().isNone(),
                config.contract() == Contract.FN);
    }

    static void requireAllowed(NodeSettings settings, Mount mount) {
        if (!mount.isBeneath(settings.mountRoots())) {
            throw new QuernException(
                    ErrorCode.FORBIDDEN,
                    "This node does not allow mounting " + mount.source(),
                    "The administrator lists allowed directories in mount.allow of the configuration.");
        }
    }
}
