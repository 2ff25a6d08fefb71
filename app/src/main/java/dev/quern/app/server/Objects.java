package dev.quern.app.server;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.objects.ObjectStore;
import dev.quern.objects.disk.DiskObjectStore;
import dev.quern.objects.remote.RemoteObjectStore;
import dev.quern.objects.task.ObjectTaskBodies;
import dev.quern.registry.Registry;
import dev.quern.store.Store;
import dev.quern.store.task.DirectoryTaskBodies;
import dev.quern.store.task.TaskBodies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the object store a server is set up with, and what lives in it. */
final class Objects {
    private Objects() {}

    static ObjectStore open(ServerConfig config, Store store) {
        Path directory = config.data().resolve("objects");
        try {
            return config.objects().isPresent()
                    ? RemoteObjectStore.open(config.objects().get(), store, directory.resolve("spool"))
                    : DiskObjectStore.open(store, directory);
        } catch (QuernException e) {
            throw new QuernException(
                    e.code(),
                    "The object store cannot be opened: " + e.text(),
                    e.fix().orElse(null),
                    e);
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.UNAVAILABLE,
                    "The object store cannot be opened: " + e.getMessage(),
                    "Check the data directory.",
                    e);
        }
    }

    /** Bodies of tasks; those an older release left in a directory are read from there until they are swept. */
    static TaskBodies taskBodies(ServerConfig config, ObjectStore objects) {
        Path before = config.data().resolve("tasks");
        try {
            Optional<TaskBodies> earlier =
                    Files.isDirectory(before) ? Optional.of(new DirectoryTaskBodies(before)) : Optional.empty();
            return new ObjectTaskBodies(objects, earlier);
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.UNAVAILABLE, "Tasks' bodies cannot be reached: " + e.getMessage(), null, e);
        }
    }

    /** The registry, whose blobs are objects. */
    static Registry registry(ServerConfig config, Store store, ObjectStore objects) {
        try {
            return Registry.open(
                    store.registry(),
                    objects,
                    config.data().resolve("uploads"),
                    config.registry().quota());
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.UNAVAILABLE,
                    "The registry cannot be opened: " + e.getMessage(),
                    "Check the data directory.",
                    e);
        }
    }
}
