package dev.quern.sandbox;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Mount;
import dev.quern.linux.DetachedMount;
import dev.quern.linux.Errno;
import dev.quern.linux.Fd;
import dev.quern.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that the sandboxes of one spec have in common, worked out once. */
record Template(SandboxSpec spec, Runtime runtime, OciConfig config, Path root, Path layer) {
    static Template of(SandboxSpec spec, Runtime runtime, StateDirectory state, Layers layers, FileLimit files) {
        for (Mount mount : spec.mounts()) {
            if (Path.of(mount.target()).startsWith("/tmp")) {
                throw QuernException.invalid(
                        "A mount cannot be placed at or below /tmp, which is emptied between calls",
                        "Choose another target, for example /mnt/data.");
            }
        }
        Path root;
        try {
            root = spec.root().toRealPath();
        } catch (IOException e) {
            throw new QuernException(ErrorCode.IMAGE_NOT_FOUND, "The image is not unpacked on this node", null, e);
        }
        OciConfig config = new OciConfig(spec, state.stage(), runtime.joinsByConfiguration(), files);
        return new Template(spec, runtime, config, root, layers.of(spec));
    }

    /**
     * The mounts of one sandbox; the caller closes them.
     *
     * @param served those that are no directories of the host
     * @param sockets its directory for sockets, if it has one
     */
    List<StagedMount> mounts(IdRange range, Map<Mount, ServedMount> served, Optional<SocketDirectory> sockets) {
        List<StagedMount> mounts = new ArrayList<>();
        try {
            mounts.add(new StagedMount(own(root, range), Stage.TREE));
            mounts.add(new StagedMount(own(layer, range), Stage.LAYER));
            for (int i = 0; i < spec.mounts().size(); i++) {
                Mount mount = spec.mounts().get(i);
                ServedMount ours = served.get(mount);
                mounts.add(new StagedMount(ours == null ? foreign(mount, range) : ours.mount(), Stage.mount(i)));
            }
            sockets.ifPresent(s -> mounts.add(new StagedMount(s.mount(), Stage.SOCKETS)));
            return mounts;
        } catch (RuntimeException e) {
            mounts.forEach(StagedMount::close);
            throw e;
        }
    }

    private static Fd own(Path directory, IdRange range) {
        try {
            return DetachedMount.of(directory, true, range.userns());
        } catch (LinuxException e) {
            if (e.is(Errno.EINVAL) || e.is(Errno.EOPNOTSUPP)) {
                throw new QuernException(
                        ErrorCode.UNSUPPORTED,
                        "The file system of the data directory cannot map owners",
                        "Use --data on ext4, xfs or btrfs.",
                        e);
            }
            throw new QuernException(
                    e.is(Errno.ENOENT) ? ErrorCode.IMAGE_NOT_FOUND : ErrorCode.SANDBOX_FAILED,
                    "The image cannot be mounted: errno " + e.errno(),
                    null,
                    e);
        }
    }

    private static Fd foreign(Mount mount, IdRange range) {
        try {
            return DetachedMount.of(Path.of(mount.source()), !mount.writable(), range.userns());
        } catch (LinuxException e) {
            String fix = switch (e.errno()) {
                case Errno.ELOOP -> "Name the real directory: no part of the path may be a symbolic link.";
                case Errno.ENOENT, Errno.ENOTDIR -> "Mount a directory that exists on the node.";
                case Errno.EINVAL, Errno.EOPNOTSUPP -> "Its file system cannot map owners; use ext4, xfs or btrfs.";
                default -> "Check the directory on the node: errno " + e.errno() + ".";
            };
            throw new QuernException(ErrorCode.INVALID_ARGUMENT, "The mount " + mount + " is not possible", fix, e);
        }
    }
}
