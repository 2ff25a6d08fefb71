package dev.quern.sandbox;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.Mount;
import dev.quern.core.value.DataSize;
import java.nio.file.Path;
import java.util.List;

/**
 * What a sandbox is made of; equal specs make interchangeable sandboxes.
 *
 * @param root the image's unpacked tree with its owners as the image says; never written to
 * @param uid the function's user in the container, 0 to 65534
 * @param gid its group, 0 to 65534
 * @param groups its other groups, at most 64
 * @param memory the limit of the whole sandbox, /tmp and /dev/shm included
 * @param mounts host directories and buckets, allowed already, at most 16
 * @param runtime {@code crun} or {@code runc}
 * @param files paths of private files, see {@link PrivateFile}, at most 16
 * @param resolver whether names are looked up at 127.0.0.1, where somebody has to answer
 * @param sockets whether it has a {@link SocketDirectory}
 */
public record SandboxSpec(
        Path root,
        int uid,
        int gid,
        List<Integer> groups,
        DataSize memory,
        List<Mount> mounts,
        String runtime,
        List<String> files,
        boolean resolver,
        boolean sockets) {
    static final int MAX_GROUPS = 64;
    static final int MAX_MOUNTS = 16;
    static final int MAX_FILES = 16;
    static final int MAX_FILE_BYTES = 64 * 1024;

    /** One without private files, names and sockets. */
    public SandboxSpec(
            Path root, int uid, int gid, List<Integer> groups, DataSize memory, List<Mount> mounts, String runtime) {
        this(root, uid, gid, groups, memory, mounts, runtime, List.of(), false, false);
    }

    public SandboxSpec {
        groups = List.copyOf(groups);
        mounts = List.copyOf(mounts);
        files = List.copyOf(files);
        if (files.size() > MAX_FILES) {
            throw QuernException.invalid("A function has at most " + MAX_FILES + " private files");
        }
        requireId("user", uid);
        requireId("group", gid);
        groups.forEach(g -> requireId("group", g));
        if (groups.size() > MAX_GROUPS) {
            throw QuernException.invalid("A function's user is in at most " + MAX_GROUPS + " groups");
        }
        if (mounts.size() > MAX_MOUNTS) {
            throw QuernException.invalid("A function has at most " + MAX_MOUNTS + " mounts");
        }
    }

    /** Half the memory for /tmp, so that with {@link #shmKib} it fills up before the memory does. */
    int tmpKib() {
        return (int) Math.min(memory.bytes() / 2 / 1024, Integer.MAX_VALUE);
    }

    int shmKib() {
        return (int) Math.min(memory.bytes() / 4 / 1024, Integer.MAX_VALUE);
    }

    private static void requireId(String what, int id) {
        if (id < 0 || id >= IdRange.INIT_ID) {
            throw QuernException.invalid(
                    "The image's " + what + " " + id + " is out of range", "Use ids from 0 to 65534 in the image.");
        }
    }
}
