package dev.quern.app.server;

import dev.quern.core.value.DataSize;
import dev.quern.gateway.http.HttpSettings;
import dev.quern.gateway.s3.S3Settings;
import dev.quern.images.pull.PullSettings;
import dev.quern.manager.build.BuildSettings;
import dev.quern.manager.task.TaskSettings;
import dev.quern.node.ServerSettings;
import dev.quern.node.egress.EgressSettings;
import dev.quern.objects.remote.RemoteSettings;
import dev.quern.registry.RegistrySettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a server is set up: defaults, then {@code DATA/quern.properties} (or {@code --config}), then
 * flags. The key each component is read from stands in {@link ConfigFile}.
 *
 * @param data the data directory; everything a server keeps is in it
 * @param s3 where S3 clients are served; empty for nowhere
 * @param objects the remote store that holds objects; empty for a directory of this machine
 * @param storeUrlFile a file that holds the URL of an external PostgreSQL; empty for the embedded one
 * @param runtime the OCI runtime of versions that name none; empty for the first one found (crun, runc)
 * @param running calls at once, cores by default
 * @param queue calls that may wait on the node
 * @param readyAtMost sandboxes kept ready for one version unless its {@code --min} is larger
 * @param poolIdle how long a pool outlives the last call
 * @param servers how servers in sandboxes are kept
 * @param egress how functions are let out
 * @param mountAllow host directories functions may mount from, with everything below
 * @param mountBuckets buckets, or prefixes of them, that functions of every namespace may mount
 * @param mountSpool bytes of files that functions are writing to mounted buckets, all together
 * @param grace how long running calls may take to finish when the server stops
 * @param logPerCall bytes of stderr kept of one call, {@code logTotal} of all, {@code logAge} how long
 * @param callAge how long records of calls are kept
 * @param tasks how durable tasks are run
 * @param builds what builds of images may use
 * @param cpuSecondPrice what a CPU second costs, in the operator's own currency; empty for no prices
 * @param imageBytes unpacked images together, over which the least recently used go
 * @param pulls how images of other registries are pulled
 * @param registry how long the registry keeps what nothing refers to
 * @param idBase the first host user id of sandboxes
 */
public record ServerConfig(
        Path data,
        HttpSettings http,
        Optional<S3Settings> s3,
        Optional<RemoteSettings> objects,
        Optional<Path> storeUrlFile,
        Optional<String> runtime,
        int running,
        int queue,
        int readyAtMost,
        Duration poolIdle,
        ServerSettings servers,
        EgressSettings egress,
        List<Path> mountAllow,
        List<String> mountBuckets,
        DataSize mountSpool,
        Duration grace,
        DataSize logPerCall,
        DataSize logTotal,
        Duration logAge,
        Duration callAge,
        TaskSettings tasks,
        BuildSettings builds,
        Optional<BigDecimal> cpuSecondPrice,
        DataSize imageBytes,
        PullSettings pulls,
        RegistrySettings registry,
        long idBase) {
    public static final String DEFAULT_LISTEN = "127.0.0.1:8080";
    public static final String FILE = "quern.properties";

    public ServerConfig {
        mountAllow = List.copyOf(mountAllow);
        mountBuckets = List.copyOf(mountBuckets);
    }
}
