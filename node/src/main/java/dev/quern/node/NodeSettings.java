package dev.quern.node;

import dev.quern.core.value.DataSize;
import dev.quern.node.admission.Limits;
import dev.quern.node.log.CallLogs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How a node is set up.
 *
 * @param directory for logs and the spool
 * @param defaultRuntime for versions that name none
 * @param readyAtMost sandboxes kept ready for one version unless its {@code --min} says more
 * @param poolIdle after how long without a call a pool shrinks to its {@code --min}
 * @param mountRoots host directories functions may mount from; empty for none
 * @param mountSpool bytes of files that functions are writing to mounted buckets, all together
 */
public record NodeSettings(
        Path directory,
        String defaultRuntime,
        Limits limits,
        int readyAtMost,
        Duration poolIdle,
        List<Path> mountRoots,
        DataSize mountSpool,
        CallLogs.LogLimits logs,
        ServerSettings servers) {
    public NodeSettings {
        mountRoots = List.copyOf(mountRoots);
    }
}
