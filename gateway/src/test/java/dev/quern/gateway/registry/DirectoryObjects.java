package dev.quern.gateway.registry;

import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectPage;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.StoredObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Objects as plain files, as far as the registry needs an object store. */
final class DirectoryObjects implements ObjectStore {
    private final Path directory;

    DirectoryObjects(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    private Path file(ObjectName name) {
        return directory.resolve(name.bucket()).resolve(name.key());
    }

    private static ObjectInfo info(ObjectName name, long size) {
        return new ObjectInfo(name, size, "", Instant.now(), Map.of());
    }

    @Override
    public ObjectInfo put(ObjectName name, ObjectContent content, Map<String, String> headers, Condition condition)
            throws IOException {
        Path target = file(name);
        Files.createDirectories(target.getParent());
        Path source = switch (content) {
            case ObjectContent.File(Path path) -> path;
            case ObjectContent.Stream(var in) -> {
                Path made = target.resolveSibling(UUID.randomUUID().toString());
                Files.copy(in, made);
                yield made;
            }
        };
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE);
        return info(name, Files.size(target));
    }

    @Override
    public Optional<ObjectInfo> find(ObjectName name) throws IOException {
        Path file = file(name);
        return Files.exists(file) ? Optional.of(info(name, Files.size(file))) : Optional.empty();
    }

    @Override
    public Optional<StoredObject> open(ObjectName name) throws IOException {
        if (!Files.exists(file(name))) {
            return Optional.empty();
        }
        FileChannel channel = FileChannel.open(file(name));
        ObjectInfo info = info(name, channel.size());
        return Optional.of(new StoredObject() {
            @Override
            public ObjectInfo info() {
                return info;
            }

            @Override
            public ReadableByteChannel read(long from, long length) throws IOException {
                return channel.position(from);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        });
    }

    @Override
    public boolean delete(ObjectName name, Condition condition) throws IOException {
        return Files.deleteIfExists(file(name));
    }

    @Override
    public ObjectPage list(String bucket, String prefix, String delimiter, String after, int limit) {
        return new ObjectPage(List.of(), List.of(), Optional.empty());
    }

    @Override
    public void ensureBucket(String bucket) throws IOException {
        Files.createDirectories(directory.resolve(bucket));
    }

    @Override
    public void close() {}
}
