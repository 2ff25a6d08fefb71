package dev.quern.node.bucket;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import dev.quern.node.fuse.Attributes;
import dev.quern.node.fuse.Created;
import dev.quern.node.fuse.DirectoryPage;
import dev.quern.node.fuse.Entry;
import dev.quern.node.fuse.FileSystem;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A bucket, or what is below a prefix of one, as the file system of one mount. */
final class BucketFiles implements FileSystem {
    private static final int MOST_DIRECTORIES = 512;

    private final Bucket bucket;
    private final Tree tree;
    private final NameOperations names;
    private final FileOperations files;
    private final Handles<Listing> listings;

    /** @param prefix empty or ending in a slash */
    BucketFiles(Bucket bucket, String prefix, SpoolSpace space, InodeBudget budget) {
        this.bucket = bucket;
        AtomicLong ids = new AtomicLong();
        tree = new Tree(prefix, budget);
        names = new NameOperations(bucket, tree);
        files = new FileOperations(bucket, tree, space, ids);
        listings = new Handles<>(MOST_DIRECTORIES, ids);
    }

    @Override
    public Entry lookup(long parent, String name) {
        return names.lookup(tree.get(parent), name).entry();
    }

    @Override
    public void forget(long node, long times) {
        tree.forget(node, times);
    }

    @Override
    public Attributes attributes(long node) {
        return tree.get(node).attributes();
    }

    @Override
    public Attributes resize(long node, long size) {
        return files.resize(tree.get(node), size);
    }

    @Override
    public long open(long node, int flags, int thread) {
        return files.open(tree.get(node), flags, thread);
    }

    @Override
    public Created create(long parent, String name, int flags, int thread) {
        Inode directory = tree.get(parent);
        Optional<Inode> there = names.existing(directory, name);
        if (there.isPresent() && (flags & O_EXCL) != 0) {
            tree.forget(there.get().id(), 1);
            throw new LinuxException("open", Errno.EEXIST, "");
        }
        Inode node = there.orElseGet(() -> tree.create(Names.key(directory, name)));
        try {
            long handle = files.open(node, there.isPresent() ? flags : flags | O_TRUNC, thread);
            return new Created(node.entry(), handle);
        } catch (RuntimeException e) {
            tree.forget(node.id(), 1);
            throw e;
        }
    }

    @Override
    public void read(long handle, long offset, ByteBuffer into) {
        files.read(handle, offset, into);
    }

    @Override
    public void write(long handle, long offset, ByteBuffer from) {
        files.write(handle, offset, from);
    }

    @Override
    public void flush(long handle, int thread) {
        files.flush(handle, thread);
    }

    @Override
    public void sync(long handle) {
        files.sync(handle);
    }

    @Override
    public void release(long handle) {
        files.release(handle);
    }

    @Override
    public long openDirectory(long node) {
        listings.requireRoom();
        return listings.add(new Listing(bucket, tree, tree.get(node)));
    }

    @Override
    public void list(long handle, long from, DirectoryPage page) {
        listings.get(handle).list(from, page);
    }

    @Override
    public void releaseDirectory(long handle) {
        listings.remove(handle);
    }

    @Override
    public Entry makeDirectory(long parent, String name) {
        return names.makeDirectory(tree.get(parent), name).entry();
    }

    @Override
    public void removeDirectory(long parent, String name) {
        names.removeDirectory(tree.get(parent), name);
    }

    @Override
    public void remove(long parent, String name) {
        names.remove(tree.get(parent), name);
    }

    @Override
    public void rename(long parent, String name, long newParent, String newName, boolean replace) {
        names.rename(tree.get(parent), name, tree.get(newParent), newName, replace);
    }

    @Override
    public void close() {
        files.closeAll();
        listings.removeAll();
        tree.close();
    }
}
