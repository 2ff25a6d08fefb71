package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Mount;

/** Serves the mounts that are no directories of the host. */
@FunctionalInterface
public interface MountServer {
    MountServer NONE = (mount, uid, gid) -> {
        throw new QuernException(ErrorCode.UNSUPPORTED, "Nobody here serves the mount " + mount);
    };

    /**
     * A mount for one sandbox.
     *
     * @param uid and gid, on the machine, of the function's user there
     */
    ServedMount serve(Mount mount, int uid, int gid);
}
