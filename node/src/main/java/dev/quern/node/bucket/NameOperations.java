package dev.quern.node.bucket;

import static dev.quern.node.bucket.Failures.asErrno;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Names and what they stand for. A key is a file; a directory is whatever keys go on behind a slash, a key that ends
 * in one included. Where a key is both, it is a directory.
 */
final class NameOperations {
    private final Bucket bucket;
    private final Tree tree;

    NameOperations(Bucket bucket, Tree tree) {
        this.bucket = bucket;
        this.tree = tree;
    }

    Inode lookup(Inode parent, String name) {
        return find(Names.key(parent, name)).orElseThrow(() -> new LinuxException("lookup", Errno.ENOENT, ""));
    }

    private Optional<Inode> find(String key) {
        Optional<Inode> written = tree.at(key).filter(node -> node.draft().isPresent());
        if (written.isPresent()) {
            return Optional.of(tree.again(written.get()));
        }
        String directory = key + "/";
        if (!isEmpty(directory)) {
            return Optional.of(tree.directory(directory));
        }
        Optional<BucketObject> object = asErrno(() -> bucket.find(key));
        if (object.isPresent()) {
            return Optional.of(tree.file(object.get()));
        }
        return tree.wasEmptied(directory) ? Optional.of(tree.directory(directory)) : Optional.empty();
    }

    private boolean isEmpty(String directory) {
        return asErrno(() -> bucket.list(directory, false, "", 1)).isEmpty();
    }

    private boolean exists(String key) {
        return tree.at(key).map(node -> node.draft().isPresent()).orElse(false)
                || !isEmpty(key + "/")
                || tree.wasEmptied(key + "/")
                || asErrno(() -> bucket.find(key)).isPresent();
    }

    /** As {@link #lookup}, empty for what is not there. */
    Optional<Inode> existing(Inode parent, String name) {
        return find(Names.key(parent, name));
    }

    Inode makeDirectory(Inode parent, String name) {
        String key = Names.key(parent, name);
        if (exists(key)) {
            throw new LinuxException("mkdir", Errno.EEXIST, "");
        }
        asErrno(() -> bucket.put(key + "/", InputStream.nullInputStream()));
        return tree.directory(key + "/");
    }

    void removeDirectory(Inode parent, String name) {
        String directory = Names.key(parent, name) + "/";
        // Its own marker comes first.
        BucketPage page = asErrno(() -> bucket.list(directory, false, "", 2));
        boolean marked = page.objects().stream().anyMatch(o -> o.key().equals(directory));
        if (page.objects().size() > (marked ? 1 : 0)
                || !tree.ownNames(directory).isEmpty()) {
            throw new LinuxException("rmdir", Errno.ENOTEMPTY, "");
        }
        if (marked) {
            asErrno(() -> bucket.delete(directory));
        }
        tree.directoryRemoved(directory);
        tree.emptied(parent.key());
    }

    void remove(Inode parent, String name) {
        String key = Names.key(parent, name);
        Optional<Inode> node = tree.at(key);
        boolean written = node.map(n -> n.draft().isPresent()).orElse(false);
        if (node.isPresent()) {
            try (Inode.Held held = node.get().hold()) {
                delete(key, written);
                node.get().remove();
                tree.detach(node.get());
            }
        } else {
            delete(key, false);
        }
        tree.emptied(parent.key());
    }

    private void delete(String key, boolean written) {
        if (!asErrno(() -> bucket.delete(key)) && !written) {
            throw new LinuxException("unlink", Errno.ENOENT, "");
        }
    }

    /** A file's: its object is copied, then the old one deleted. A directory's is EXDEV, and mv copies it then. */
    void rename(Inode parent, String name, Inode newParent, String newName, boolean replace) {
        String from = Names.key(parent, name);
        String to = Names.key(newParent, newName);
        Optional<Inode> known = tree.at(from);
        if (known.isEmpty() && tree.at(from + "/").isPresent()) {
            throw new LinuxException("rename", Errno.EXDEV, "");
        }
        if (!replace && exists(to)) {
            throw new LinuxException("rename", Errno.EEXIST, "");
        }
        if (from.equals(to)) {
            return;
        }
        if (known.isPresent()) {
            try (Inode.Held held = known.get().hold()) {
                known.get().stored(move(known.get().draft(), from, to));
                tree.move(known.get(), to);
            }
        } else {
            move(Optional.empty(), from, to);
        }
        tree.emptied(parent.key());
    }

    private BucketObject move(Optional<Draft> draft, String from, String to) {
        BucketObject made = draft.filter(Draft::isChanged).isPresent()
                ? asErrno(() -> draft.get().store(bucket, to))
                : asErrno(() -> bucket.copy(from, to))
                        .orElseThrow(() -> new LinuxException("rename", Errno.ENOENT, ""));
        asErrno(() -> bucket.delete(from));
        return made;
    }
}
