package dev.quern.sandbox;

import dev.quern.linux.Fd;
import java.nio.file.Path;
import java.util.List;

/**
 * An OCI runtime (github.com/opencontainers/runtime-spec). It is only used to start: killing and waiting
 * go by the sandbox's first process, limits and figures by its cgroup, both without the runtime.
 */
interface Runtime {
    String name();

    /** The first line of {@code --version}. */
    String version();

    /** The program itself. */
    Fd program();

    /** Starts the container of {@code bundle} detached, passing descriptor 3 on to its first process. */
    List<String> startCommand(String id, Path bundle);

    /** The part of a sandbox's cgroup that the process is in before it becomes the runtime. */
    Entry joinFirst(Entry all);

    /** Whether the runtime puts the container into the cgroup its configuration names. */
    boolean joinsByConfiguration();

    /** Recover: the ids of containers that a dead server left. */
    List<String> leftovers();

    /** Forgets a container whose processes have ended. */
    void remove(String id);
}
