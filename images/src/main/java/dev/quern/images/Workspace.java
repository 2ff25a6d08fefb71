package dev.quern.images;

import dev.quern.linux.Directory;
import java.nio.file.Path;

/** A directory below {@code tmp/} for one load; closing it removes everything in it. */
final class Workspace implements AutoCloseable {
    private final Directory tmp;
    private final String name;
    private final Path path;

    Workspace(Directory tmp, String name, Path path) {
        this.tmp = tmp;
        this.name = name;
        this.path = path;
    }

    /** For programs that take a path. */
    Path path() {
        return path;
    }

    Directory make(String directory) {
        try (Directory own = tmp.directory(name)) {
            own.makeDirectory(directory, 0700);
            return own.directory(directory);
        }
    }

    Directory directory(String inner) {
        return tmp.directory(inner.isEmpty() ? name : name + "/" + inner);
    }

    @Override
    public void close() {
        tmp.removeTree(name);
    }
}
