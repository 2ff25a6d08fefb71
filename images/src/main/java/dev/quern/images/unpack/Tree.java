package dev.quern.images.unpack;

import dev.quern.images.oci.Invalid;
import dev.quern.images.tar.TarEntry;
import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.FileStatus;
import dev.quern.linux.LinuxException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The tree being built, changed by path; a path through a symbolic link is refused. */
final class Tree {
    private final Directory root;
    private final Budget budget;

    Tree(Directory root, Budget budget) {
        this.root = root;
        this.budget = budget;
    }

    /**
     * Changes something in the directory of {@code path}, which is made with its parents where it is
     * missing, and keeps that directory's modification time: the layers say it, not the unpacking.
     */
    void inParent(EntryPath path, BiConsumer<Directory, String> change) {
        try (Directory parent = made(path.parent())) {
            FileStatus before = parent.status();
            change.accept(parent, path.name());
            parent.times(before.modifiedSeconds(), before.modifiedNanos());
        }
    }

    /** As {@link #inParent}, but does nothing where the directory is missing. */
    void inExistingParent(EntryPath path, BiConsumer<Directory, String> change) {
        within(path.parent(), parent -> {
            FileStatus before = parent.status();
            change.accept(parent, path.name());
            parent.times(before.modifiedSeconds(), before.modifiedNanos());
        });
    }

    /** Runs on the directory at {@code path}, if there is one. */
    void within(EntryPath path, Consumer<Directory> body) {
        Optional<Directory> found = find(path);
        if (found.isPresent()) {
            try (Directory directory = found.get()) {
                body.accept(directory);
            }
        }
    }

    private Optional<Directory> find(EntryPath path) {
        try {
            return Optional.of(root.directory(path.path()));
        } catch (LinuxException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return Optional.empty();
            }
            throw refused(path, e);
        }
    }

    private Directory made(EntryPath path) {
        try {
            return root.directory(path.path());
        } catch (LinuxException e) {
            if (!e.is(Errno.ENOENT)) {
                throw refused(path, e);
            }
        }
        budget.entry();
        inParent(path, (parent, name) -> {
            parent.makeDirectory(name, 0755);
            parent.chmod(name, 0755);
            parent.times(name, 0, 0);
        });
        return root.directory(path.path());
    }

    /** The directory of an existing file, for reading it. */
    Directory existingParent(EntryPath path) {
        try {
            return root.directory(path.parent().path());
        } catch (LinuxException e) {
            throw refused(path.parent(), e);
        }
    }

    private static RuntimeException refused(EntryPath path, LinuxException e) {
        String shown = "'" + TarEntry.text(path.path()) + "'";
        return switch (e.errno()) {
            case Errno.ELOOP -> Invalid.image("it leads through the symbolic link at " + shown);
            case Errno.ENOTDIR -> Invalid.image("it lies below " + shown + ", which is no directory");
            case Errno.ENOENT -> Invalid.image("there is no directory " + shown);
            case Errno.EXDEV -> Invalid.image(shown + " leaves the image");
            default -> e;
        };
    }
}
