package dev.quern.node.bucket;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.function.Mount;
import dev.quern.core.value.DataSize;
import dev.quern.linux.Fd;
import dev.quern.linux.LinuxException;
import dev.quern.node.fuse.FuseServer;
import dev.quern.node.fuse.Owner;
import dev.quern.sandbox.MountServer;
import dev.quern.sandbox.ServedMount;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Serves buckets to sandboxes. Every sandbox has file systems of its own: its ids are its own, and its end must end
 * what it waits for and nobody else's.
 */
public final class BucketMounts implements AutoCloseable {
    private static final long TICK_MILLIS = 500;

    private final BucketSource buckets;
    private final SpoolSpace space;
    private final InodeBudget budget = new InodeBudget();
    private final FuseServer.Patience patience;
    private final Set<FuseServer> servers = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("quern-mounts").factory());

    /**
     * @param directory for files that are being written
     * @param spool bytes of such files, all together
     */
    public BucketMounts(BucketSource buckets, Path directory, DataSize spool, FuseServer.Patience patience) {
        this.buckets = buckets;
        this.space = new SpoolSpace(directory, spool.bytes());
        this.patience = patience;
        clock.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Serves the buckets among these mounts to sandboxes of a namespace.
     *
     * @throws QuernException forbidden when one of them may not be mounted; when one is mounted, unsupported where the
     *     machine has no FUSE
     */
    public MountServer server(String namespace, List<Mount> mounts) {
        Map<Mount, Bucket> opened = new HashMap<>();
        for (Mount mount : mounts) {
            if (mount.isBucket()) {
                opened.put(mount, buckets.open(namespace, mount));
            }
        }
        return (mount, uid, gid) -> serve(Objects.requireNonNull(opened.get(mount)), mount, uid, gid);
    }

    private ServedMount serve(Bucket bucket, Mount mount, int uid, int gid) {
        BucketFiles files = new BucketFiles(bucket, mount.prefix(), space, budget);
        try {
            FuseServer server = FuseServer.start(files, "bucket", !mount.writable(), new Owner(uid, gid), patience);
            servers.add(server);
            return new Served(server);
        } catch (LinuxException e) {
            throw new QuernException(
                    ErrorCode.UNSUPPORTED,
                    "This machine cannot mount buckets: " + e.getMessage(),
                    "Load the kernel's module, modprobe fuse; quern doctor shows whether it is there.",
                    e);
        }
    }

    private record Served(FuseServer server) implements ServedMount {
        @Override
        public Fd mount() {
            return server.mount();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** Mounts that are served now. */
    public int count() {
        servers.removeIf(FuseServer::isClosed);
        return servers.size();
    }

    /** Bytes of files that are being written. */
    public long spoolBytes() {
        return space.used();
    }

    private void tick() {
        servers.removeIf(FuseServer::isClosed);
        servers.forEach(FuseServer::expire);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        servers.forEach(FuseServer::close);
    }
}
