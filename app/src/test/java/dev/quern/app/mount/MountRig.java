package dev.quern.app.mount;

import dev.quern.core.function.Mount;
import dev.quern.core.value.DataSize;
import dev.quern.node.bucket.Bucket;
import dev.quern.node.bucket.BucketMounts;
import dev.quern.node.fuse.FuseServer.Patience;
import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectName;
import dev.quern.objects.StoredObject;
import dev.quern.objects.disk.DiskObjectStore;
import dev.quern.sandbox.SandboxSettings;
import dev.quern.sandbox.SandboxSpec;
import dev.quern.sandbox.Sandboxes;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A real object store, real sandboxes, and mounts between them. */
final class MountRig implements AutoCloseable {
    static final DataSize SPOOL = DataSize.ofMebibytes(96);

    private final AtomicInteger names = new AtomicInteger();
    private final Store store;
    private final DiskObjectStore objects;
    private final Sandboxes sandboxes;
    private final Path directory;
    private final Path root;

    MountRig(Path directory) throws IOException {
        this.directory = directory.toRealPath();
        Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        root = busybox(this.directory.resolve("root"));
        store = Store.open(StoreSettings.embedded(Files.createDirectory(this.directory.resolve("data"))));
        objects = DiskObjectStore.open(store, this.directory.resolve("objects"));
        sandboxes = Sandboxes.open(SandboxSettings.of(this.directory.resolve("sandboxes")));
    }

    private static Path busybox(Path root) throws IOException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        Files.copy(Path.of("/usr/bin/busybox"), bin.resolve("busybox"));
        for (String applet : List.of(
                "cat", "cp", "dd", "echo", "find", "head", "ls", "md5sum", "mkdir", "mv", "printf", "rm", "rmdir",
                "seq", "sh", "sleep", "sort", "stat", "tail", "touch", "tr", "true", "wc")) {
            Files.createSymbolicLink(bin.resolve(applet), Path.of("busybox"));
        }
        return root;
    }

    /** A new bucket's name. */
    String bucket() {
        String name = "bucket-" + names.incrementAndGet();
        store.buckets().create(name, "default");
        return name;
    }

    void put(String bucket, String key, String content) throws IOException {
        put(bucket, key, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    void put(String bucket, String key, byte[] content) throws IOException {
        objects.put(
                new ObjectName(bucket, key),
                new ObjectContent.Stream(new ByteArrayInputStream(content)),
                Map.of(),
                Condition.ALWAYS);
    }

    /** What an object holds; empty when there is none. */
    Optional<byte[]> bytes(String bucket, String key) throws IOException {
        Optional<StoredObject> found = objects.open(new ObjectName(bucket, key));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (StoredObject object = found.get();
                InputStream in =
                        Channels.newInputStream(object.read(0, object.info().size()))) {
            return Optional.of(in.readNBytes((int) object.info().size()));
        }
    }

    Optional<String> text(String bucket, String key) throws IOException {
        return bytes(bucket, key).map(b -> new String(b, java.nio.charset.StandardCharsets.UTF_8));
    }

    List<String> keys(String bucket) {
        return objects.list(bucket, "", "", "", 1000).objects().stream()
                .map(o -> o.name().key())
                .toList();
    }

    /** A sandbox with these mounts, as deploy takes them. */
    Shell shell(String... mounts) {
        return shell(SPOOL, Patience.DEFAULT, b -> b, mounts);
    }

    /** As {@link #shell(String...)}, by another runtime. */
    Shell shellBy(String runtime, String... mounts) {
        return shell(runtime, SPOOL, Patience.DEFAULT, b -> b, mounts);
    }

    Shell shell(DataSize spool, Patience patience, UnaryOperator<Bucket> around, String... mounts) {
        return shell("crun", spool, patience, around, mounts);
    }

    private Shell shell(
            String runtime, DataSize spool, Patience patience, UnaryOperator<Bucket> around, String... mounts) {
        List<Mount> parsed = List.of(mounts).stream().map(Mount::parse).toList();
        BucketMounts served = new BucketMounts(
                (namespace, mount) -> around.apply(new StoredBucket(objects, mount.bucket())),
                directory.resolve("spool"),
                spool,
                patience);
        SandboxSpec spec = new SandboxSpec(root, 1000, 1000, List.of(), DataSize.ofMebibytes(128), parsed, runtime);
        return new Shell(served, sandboxes.create(spec, served.server("default", parsed)));
    }

    static Patience patience(Duration usual) {
        return new Patience(usual, usual);
    }

    @Override
    public void close() {
        sandboxes.close();
        objects.close();
        store.close();
    }
}
