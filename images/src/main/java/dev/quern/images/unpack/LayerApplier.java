package dev.quern.images.unpack;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.oci.Invalid;
import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarReader;
import dev.quern.images.tar.TarType;
import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.FileStatus;
import dev.quern.linux.LinuxException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BiConsumer;

/**
 * Applies one layer after the other to a tree: an entry replaces what was there, except that a directory
 * over a directory keeps the content; the last entry of a path wins.
 */
final class LayerApplier {
    private final Tree tree;
    private final FileWriter files;
    private final Budget budget;
    private Whiteouts whiteouts;

    LayerApplier(Tree tree, FileWriter files, Budget budget) {
        this.tree = tree;
        this.files = files;
        this.budget = budget;
        this.whiteouts = new Whiteouts(tree, true);
    }

    /**
     * @param lowest whether it is the first layer
     * @throws QuernException invalid_image naming the entry
     */
    void apply(InputStream tar, boolean lowest) throws IOException {
        whiteouts = new Whiteouts(tree, lowest);
        TarReader reader = new TarReader(tar);
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            budget.entry();
            apply(entry.get(), reader.content());
        }
    }

    private void apply(TarEntry entry, InputStream content) throws IOException {
        try {
            EntryPath path = EntryPath.parse(entry.name());
            if (!path.isRoot() && Whiteouts.isWhiteout(path.name())) {
                whiteouts.apply(path);
            } else if (!Devices.isSkipped(path, entry)) {
                whiteouts.keep(path);
                put(path, entry, content);
            }
        } catch (QuernException e) {
            throw e.code() == ErrorCode.INVALID_IMAGE
                    ? new QuernException(
                            e.code(), entryText(entry) + e.text(), e.fix().orElse(null), e)
                    : e;
        } catch (LinuxException e) {
            if (e.is(Errno.ENAMETOOLONG) || e.is(Errno.ELOOP) || e.is(Errno.EXDEV) || e.is(Errno.ENOENT)) {
                throw new QuernException(ErrorCode.INVALID_IMAGE, entryText(entry) + e.getMessage(), null, e);
            }
            throw e;
        }
    }

    private static String entryText(TarEntry entry) {
        return "entry '" + TarEntry.text(entry.name()) + "': ";
    }

    private void put(EntryPath path, TarEntry entry, InputStream content) throws IOException {
        if (path.isRoot()) {
            if (entry.type() != TarType.DIRECTORY) {
                throw Invalid.image("it would replace the root directory");
            }
            tree.within(path, root -> finish(root, entry));
            return;
        }
        switch (entry.type()) {
            case DIRECTORY -> directory(path, entry);
            case FILE -> file(path, entry, content);
            case HARD_LINK -> hardLink(path, entry);
            case SYMLINK ->
                fresh(path, (parent, name) -> {
                    if (entry.link().isEmpty() || entry.link().length() > 4095) {
                        throw Invalid.image("its link target is empty or too long");
                    }
                    parent.symlink(entry.link(), name);
                    finish(parent, name, entry);
                });
            case FIFO ->
                fresh(path, (parent, name) -> {
                    parent.makeFifo(name, 0600);
                    parent.chown(name, entry.uid(), entry.gid());
                    parent.chmod(name, entry.mode());
                    parent.times(name, entry.modifiedSeconds(), entry.modifiedNanos());
                });
            case CHARACTER_DEVICE, BLOCK_DEVICE -> throw Invalid.image("device nodes are not allowed");
        }
    }

    /** Where nothing is left of what was there before. */
    private void fresh(EntryPath path, BiConsumer<Directory, String> make) {
        tree.inParent(path, (parent, name) -> {
            parent.removeTree(name);
            make.accept(parent, name);
        });
    }

    private void directory(EntryPath path, TarEntry entry) {
        tree.inParent(path, (parent, name) -> {
            if (!parent.status(name).map(FileStatus::isDirectory).orElse(false)) {
                parent.removeTree(name);
                parent.makeDirectory(name, 0700);
            }
            try (Directory made = parent.directory(name)) {
                finish(made, entry);
            }
        });
    }

    private static void finish(Directory directory, TarEntry entry) {
        directory.chown(entry.uid(), entry.gid());
        SortedMap<String, byte[]> kept = Attributes.kept(entry);
        Attributes.of(directory).stream()
                .filter(name -> !kept.containsKey(name))
                .forEach(directory::removeAttribute);
        kept.forEach((name, value) -> FileWriter.set(() -> directory.setAttribute(name, value), name));
        directory.chmod(entry.mode());
        directory.times(entry.modifiedSeconds(), entry.modifiedNanos());
    }

    private static void finish(Directory parent, String name, TarEntry entry) {
        parent.chown(name, entry.uid(), entry.gid());
        parent.times(name, entry.modifiedSeconds(), entry.modifiedNanos());
    }

    private void file(EntryPath path, TarEntry entry, InputStream content) throws IOException {
        budget.bytes(entry.size());
        TarEntry kept = entry.withAttributes(Attributes.kept(entry));
        IOException[] failed = new IOException[1];
        fresh(path, (parent, name) -> {
            try {
                files.write(path, kept, content, parent, name);
            } catch (IOException e) {
                failed[0] = e;
            }
        });
        if (failed[0] != null) {
            throw failed[0];
        }
    }

    private void hardLink(EntryPath path, TarEntry entry) {
        EntryPath target = EntryPath.parse(entry.link());
        if (target.equals(path)) {
            return;
        }
        try (Directory from = tree.existingParent(target)) {
            FileStatus status = from.status(target.name())
                    .orElseThrow(() ->
                            Invalid.image("its link target '" + TarEntry.text(entry.link()) + "' does not exist"));
            if (status.isDirectory()) {
                throw Invalid.image("its link target '" + TarEntry.text(entry.link()) + "' is a directory");
            }
            fresh(path, (parent, name) -> {
                if (!linked(from, target.name(), parent, name)) {
                    budget.bytes(status.size());
                    files.copy(from, target.name(), parent, name);
                }
            });
        }
    }

    private static boolean linked(Directory from, String fromName, Directory parent, String name) {
        try {
            from.link(fromName, parent, name);
            return true;
        } catch (LinuxException e) {
            if (e.is(Errno.EMLINK)) {
                return false;
            }
            throw e;
        }
    }
}
