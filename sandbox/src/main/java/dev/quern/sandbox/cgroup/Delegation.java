package dev.quern.sandbox.cgroup;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where in a v2 tree Quern may make groups with controllers.
 *
 * <p>A systemd unit with {@code Delegate=yes} owns its directory: groups go there. Everywhere else they go
 * to the top of what is mounted, which is the machine's root or, in a container, the container's own
 * group. A group other than the machine's root either holds processes or hands controllers to children,
 * never both ("no internal processes", admin-guide/cgroup-v2.rst). Where this server itself is in the
 * way it moves to a leaf of its own; anybody else's process is left alone, and an error says so.
 *
 * @param point where the tree is mounted
 * @param own this server's group, {@code point} if that is not below it
 * @param base where {@code quern/} goes
 */
record Delegation(GroupFs fs, Path point, Path own, Path base) {
    static final List<String> CONTROLLERS = List.of("cpu", "memory", "pids");
    private static final String LEAF = "quern-server";

    static Delegation of(GroupFs fs, Mountinfo.CgroupMount mount, String selfCgroup) {
        Path point = mount.point();
        Path own = ownDirectory(mount, selfCgroup);
        for (Path at = own; at != null && at.startsWith(point); at = at.getParent()) {
            if (fs.delegated(at)) {
                return new Delegation(fs, point, own, at);
            }
        }
        return new Delegation(fs, point, own, point);
    }

    /** Where an earlier start, from another place, may have left groups. */
    List<Path> otherBases() {
        List<Path> others = new ArrayList<>(List.of(point, own));
        others.remove(base);
        others.remove(base);
        return others.stream().distinct().toList();
    }

    /** Lets the children of {@code directory} have the controllers. */
    void enableAt(Path directory) throws IOException {
        requireControllers(directory);
        Path control = directory.resolve("cgroup.subtree_control");
        if (words(control).containsAll(CONTROLLERS)) {
            return;
        }
        String command = "+" + String.join(" +", CONTROLLERS);
        try {
            fs.write(control, command);
        } catch (IOException busy) {
            if (!own.equals(directory)) {
                throw othersInTheWay(directory, busy);
            }
            moveSelfTo(directory.resolve(LEAF));
            try {
                fs.write(control, command);
            } catch (IOException e) {
                throw othersInTheWay(directory, e);
            }
        }
    }

    private void moveSelfTo(Path leaf) throws IOException {
        fs.makeDirectory(leaf);
        fs.write(leaf.resolve(Processes.FILE), "0");
    }

    private void requireControllers(Path directory) throws IOException {
        List<String> there = words(directory.resolve("cgroup.controllers"));
        for (String controller : CONTROLLERS) {
            if (!there.contains(controller)) {
                throw new QuernException(
                        ErrorCode.UNSUPPORTED,
                        "The cgroup controller '" + controller + "' is not available in " + directory,
                        "Give the service Delegate=yes, or the container the controllers cpu, memory and pids.");
            }
        }
    }

    private QuernException othersInTheWay(Path directory, IOException cause) {
        return new QuernException(
                ErrorCode.UNSUPPORTED,
                "The cgroup controllers cannot be enabled in " + directory
                        + ": processes that are not Quern's run directly in it",
                "Run Quern as a service with Delegate=yes and DelegateSubgroup=, or as the only process of a container.",
                cause);
    }

    private List<String> words(Path file) throws IOException {
        return List.of(fs.read(file).strip().split(" "));
    }

    /** The v2 line of /proc/self/cgroup is {@code 0::PATH}, with PATH seen from the hierarchy's root. */
    private static Path ownDirectory(Mountinfo.CgroupMount mount, String selfCgroup) {
        String path = selfCgroup
                .lines()
                .filter(line -> line.startsWith("0::"))
                .map(line -> line.substring(3))
                .findFirst()
                .orElse("/");
        Path inside = Path.of(path).normalize();
        Path mounted = Path.of(mount.root()).normalize();
        // Outside of what is mounted (a cgroup namespace shows that as /..): not ours to walk to.
        if (!inside.startsWith(mounted) || path.contains("/..")) {
            return mount.point();
        }
        return mount.point().resolve(mounted.relativize(inside).toString()).normalize();
    }
}
