package dev.quern.objects.disk;

import dev.quern.objects.Condition;
import dev.quern.objects.ObjectContent;
import dev.quern.objects.ObjectInfo;
import dev.quern.objects.ObjectName;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.StoredObject;
import dev.quern.store.Store;
import dev.quern.store.StoreSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** A store of objects on a real database, one for all tests; each works in a bucket of its own. */
final class Fixture implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final Path data;
    final Store store;
    final DiskObjectStore objects;

    private Fixture() {
        try {
            data = Files.createTempDirectory("quern-objects");
            store = Store.open(StoreSettings.embedded(data));
            objects = DiskObjectStore.open(store, data.resolve("objects"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String bucket() {
        String name = "b" + NUMBER.incrementAndGet();
        store.buckets().create(name, "default");
        return name;
    }

    ObjectInfo put(ObjectName name, byte[] bytes, Condition condition) throws IOException {
        return put(objects, name, bytes, condition);
    }

    static ObjectInfo put(ObjectStore objects, ObjectName name, byte[] bytes, Condition condition) throws IOException {
        return objects.put(
                name,
                new ObjectContent.Stream(new ByteArrayInputStream(bytes)),
                Map.of("content-type", "text/plain"),
                condition);
    }

    byte[] read(ObjectName name) throws IOException {
        return read(objects, name);
    }

    static byte[] read(ObjectStore objects, ObjectName name) throws IOException {
        try (StoredObject object = objects.open(name).orElseThrow()) {
            return read(object, 0, object.info().size());
        }
    }

    static byte[] read(StoredObject object, long from, long length) throws IOException {
        try (var channel = object.read(from, length)) {
            return Channels.newInputStream(channel).readNBytes((int) length);
        }
    }

    /** The content files that are there. */
    List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(data.resolve("objects"))) {
            return all.filter(file -> Files.isRegularFile(file) && !file.endsWith("database"))
                    .toList();
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        objects.close();
        store.close();
        try (Stream<Path> all = Files.walk(data)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    /** Hands the one fixture to tests that ask for it. */
    static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Fixture.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(Fixture.class, _ -> new Fixture(), Fixture.class);
        }
    }
}
