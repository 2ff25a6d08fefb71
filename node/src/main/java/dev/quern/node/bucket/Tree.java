package dev.quern.node.bucket;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import dev.quern.node.fuse.FileSystem;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The nodes of a mount: those the kernel knows, by number, and the newest of each key. */
final class Tree {
    private static final int MOST_NODES = 131_072;

    private static final int MOST_EMPTIED = 4096;

    private final InodeBudget budget;
    private final Instant since = Instant.now();
    private final Inode root;
    private final Map<Long, Inode> byId = new HashMap<>(); // guarded by this
    private final Map<String, Inode> byKey = new HashMap<>(); // guarded by this
    /** Directories something was taken out of: they stay until they are removed, though no key says so. */
    private final Set<String> emptied = new LinkedHashSet<>(); // guarded by this

    private long ids = FileSystem.ROOT;
    private boolean closed; // guarded by this

    /** @param prefix empty or ending in a slash */
    Tree(String prefix, InodeBudget budget) {
        this.budget = budget;
        root = new Inode(FileSystem.ROOT, prefix, true, since);
        root.lookups = 1;
        byId.put(root.id(), root);
        byKey.put(prefix, root);
    }

    synchronized Inode get(long id) {
        Inode node = byId.get(id);
        if (node == null) {
            throw new LinuxException("node", Errno.ESTALE, "");
        }
        return node;
    }

    /** Whether one more can be looked up. */
    synchronized boolean hasRoom() {
        return byId.size() < MOST_NODES && !budget.isEmpty();
    }

    /** The newest node of a key. */
    synchronized Optional<Inode> at(String key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /** Looks up a directory. */
    synchronized Inode directory(String key) {
        Inode known = byKey.get(key);
        Inode node = known == null ? add(key, true) : known;
        node.lookups++;
        return node;
    }

    /** Looks up a file that was found in the store. */
    synchronized Inode file(BucketObject object) {
        Inode known = byKey.get(object.key());
        Inode node = known == null || !known.is(object) ? add(object.key(), false) : known;
        if (node.draft().isEmpty()) {
            node.stored(object);
        }
        node.lookups++;
        return node;
    }

    /** Looks up a node of ours. */
    synchronized Inode again(Inode node) {
        node.lookups++;
        return node;
    }

    /** A file that is not in the store yet. */
    synchronized Inode create(String key) {
        Inode node = add(key, false);
        node.lookups++;
        return node;
    }

    private Inode add(String key, boolean directory) {
        if (closed) {
            throw new LinuxException("lookup", Errno.EIO, "");
        }
        if (byId.size() >= MOST_NODES || !budget.take()) {
            throw new LinuxException("lookup", Errno.ENFILE, "");
        }
        Inode node = new Inode(++ids, key, directory, since);
        byId.put(node.id(), node);
        byKey.put(key, node);
        return node;
    }

    synchronized void forget(long id, long times) {
        Inode node = byId.get(id);
        if (node == null || node == root) {
            return;
        }
        node.lookups -= times;
        if (node.lookups <= 0) {
            byId.remove(id);
            budget.giveBack(1);
            byKey.remove(node.key(), node);
        }
    }

    /** Nothing is looked up any more. */
    synchronized void close() {
        budget.giveBack(byId.size() - 1);
        byId.clear();
        byKey.clear();
        closed = true;
    }

    /** The key is another node's from the next lookup on. */
    synchronized void detach(Inode node) {
        byKey.remove(node.key(), node);
    }

    /** Gives a file another key, in place of what had that. */
    synchronized void move(Inode node, String key) {
        byKey.remove(node.key(), node);
        Inode replaced = byKey.put(key, node);
        if (replaced != null) {
            replaced.remove();
        }
        node.move(key);
    }

    /** Something in this directory is gone. */
    synchronized void emptied(String directory) {
        if (!directory.equals(root.key()) && emptied.size() < MOST_EMPTIED) {
            emptied.add(directory);
        }
    }

    synchronized boolean wasEmptied(String directory) {
        return emptied.contains(directory);
    }

    synchronized void directoryRemoved(String directory) {
        emptied.remove(directory);
        Inode node = byKey.remove(directory);
        if (node != null) {
            node.remove();
        }
    }

    /** Names below a directory that are known here though the store may not: directories' end in a slash. */
    synchronized Collection<String> ownNames(String directory) {
        Set<String> names = new TreeSet<>();
        for (Inode node : byKey.values()) {
            if (node.draft().isPresent() && !node.isRemoved()) {
                child(directory, node.key()).ifPresent(names::add);
            }
        }
        emptied.forEach(key -> child(directory, key).ifPresent(names::add));
        return List.copyOf(names);
    }

    /** The part of a key right below a directory; empty for what is elsewhere. */
    private static Optional<String> child(String directory, String key) {
        if (!key.startsWith(directory) || key.length() == directory.length()) {
            return Optional.empty();
        }
        int slash = key.indexOf('/', directory.length());
        return Optional.of(
                slash < 0 ? key.substring(directory.length()) : key.substring(directory.length(), slash + 1));
    }
}
