package dev.quern.node.bucket;

import static dev.quern.node.bucket.Failures.asErrno;

import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import dev.quern.node.fuse.Attributes;
import dev.quern.node.fuse.FileSystem;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open files. Reading is of the object that was opened; from the first change on a file is a {@link Draft}, for all
 * who have it open in this mount, and becomes an object when it is closed or synced.
 */
final class FileOperations {
    private static final Logger LOG = LoggerFactory.getLogger(FileOperations.class);
    private static final int MOST_OPEN = 512;

    private final Bucket bucket;
    private final Tree tree;
    private final SpoolSpace space;
    private final Handles<OpenFile> handles;

    FileOperations(Bucket bucket, Tree tree, SpoolSpace space, AtomicLong ids) {
        this.bucket = bucket;
        this.tree = tree;
        this.space = space;
        this.handles = new Handles<>(MOST_OPEN, ids);
    }

    /** See {@link FileSystem#open}. */
    long open(Inode node, int flags, int thread) {
        if (node.isDirectory()) {
            throw new LinuxException("open", Errno.EISDIR, "");
        }
        handles.requireRoom();
        boolean truncate = (flags & FileSystem.O_TRUNC) != 0;
        boolean writable = (flags & FileSystem.O_ACCMODE) != 0 || truncate;
        OpenFile file = new OpenFile(node, writable, writable ? Caller.process(thread) : 0);
        try (Inode.Held held = node.hold()) {
            if (node.draft().isEmpty() && !truncate) {
                file.reader(reader(node));
            }
            if (writable) {
                Draft draft = node.draft().orElseGet(() -> new Draft(space));
                if (truncate) {
                    asErrno(() -> {
                        draft.empty();
                        return draft;
                    });
                }
                draft.enter();
                node.draft(Optional.of(draft));
            }
        } catch (RuntimeException e) {
            close(file);
            throw e;
        }
        try {
            return handles.add(file);
        } catch (LinuxException e) {
            file.abandon();
            release(file);
            throw e;
        }
    }

    /** The object as the node is; ESTALE has the kernel look the name up again, and then it is another node. */
    private ObjectReader reader(Inode node) {
        OpenObject object =
                asErrno(() -> bucket.open(node.key())).orElseThrow(() -> new LinuxException("open", Errno.ESTALE, ""));
        boolean same = node.stored().map(object.object()::hasContentOf).orElse(false);
        if (node.isRemoved() || !same) {
            close(object);
            throw new LinuxException("open", Errno.ESTALE, "");
        }
        return new ObjectReader(object);
    }

    void read(long handle, long offset, ByteBuffer into) {
        OpenFile file = handles.get(handle);
        Inode node = file.node();
        if (node.draft().map(Draft::holdsContent).orElse(false)) {
            try (Inode.Held held = node.hold()) {
                Optional<Draft> draft = node.draft().filter(Draft::holdsContent);
                if (draft.isPresent()) {
                    asErrno(() -> {
                        draft.get().read(offset, into);
                        return into;
                    });
                    return;
                }
            }
        }
        if (file.reader().isEmpty()) {
            file.reader(reader(node));
        }
        asErrno(() -> {
            file.reader().orElseThrow().read(offset, into);
            return into;
        });
    }

    void write(long handle, long offset, ByteBuffer from) {
        OpenFile file = handles.get(handle);
        if (!file.isWritable()) {
            throw new LinuxException("write", Errno.EBADF, "");
        }
        Inode node = file.node();
        try (Inode.Held held = node.hold()) {
            Draft draft = node.draft().orElseThrow();
            try {
                load(file, draft);
                asErrno(() -> {
                    draft.write(offset, from);
                    return draft;
                });
            } catch (LinuxException e) {
                draft.fail(e.errno());
                throw e;
            }
        }
    }

    /** See {@link FileSystem#resize}. */
    Attributes resize(Inode node, long size) {
        if (node.isDirectory()) {
            throw new LinuxException("truncate", Errno.EISDIR, "");
        }
        try (Inode.Held held = node.hold()) {
            Draft draft = node.draft().orElseGet(() -> new Draft(space));
            boolean ours = node.draft().isEmpty();
            try {
                if (size == 0) {
                    asErrno(() -> {
                        draft.empty();
                        return draft;
                    });
                } else {
                    load(new OpenFile(node, true, 0), draft);
                }
                asErrno(() -> {
                    draft.resize(size);
                    return draft;
                });
                if (ours) {
                    node.stored(asErrno(() -> draft.store(bucket, node.key())));
                }
            } finally {
                if (ours) {
                    close(draft);
                }
            }
        }
        return node.attributes();
    }

    /** Has the content in the draft: that of the object the file was opened on, unless something is there already. */
    private void load(OpenFile file, Draft draft) {
        if (draft.holdsContent()) {
            return;
        }
        Optional<ObjectReader> opened = file.reader();
        ObjectReader source = opened.orElseGet(() -> reader(file.node()));
        try {
            asErrno(() -> {
                draft.load(source.source());
                return draft;
            });
        } finally {
            if (opened.isEmpty()) {
                close(source);
            }
        }
    }

    /** See {@link FileSystem#flush}. */
    void flush(long handle, int thread) {
        OpenFile file = handles.get(handle);
        Inode node = file.node();
        if (!file.isWritable() || !node.draft().map(Draft::isChanged).orElse(false)) {
            return;
        }
        if (Caller.isKilled(thread)) {
            file.abandon();
            return;
        }
        int process = Caller.process(thread);
        if (!Caller.writes(process, node.attributes().inode()) && file.closedBy(process)) {
            try {
                store(node);
            } catch (LinuxException e) {
                // Who was told that it failed does not find it stored later.
                file.abandon();
                throw e;
            }
        }
    }

    void sync(long handle) {
        store(handles.get(handle).node());
    }

    private void store(Inode node) {
        try (Inode.Held held = node.hold()) {
            Optional<Draft> draft = node.draft().filter(Draft::isChanged);
            if (draft.isPresent() && !node.isRemoved()) {
                node.stored(asErrno(() -> draft.get().store(bucket, node.key())));
            }
        }
    }

    void release(long handle) {
        handles.remove(handle).ifPresent(this::release);
    }

    private void release(OpenFile file) {
        try {
            if (file.isWritable()) {
                leave(file);
            }
        } finally {
            close(file);
        }
    }

    /** Memory that was mapped may have been written after the last close; else nothing is left to store. */
    private void leave(OpenFile file) {
        Inode node = file.node();
        if (!file.isAbandoned()) {
            try {
                store(node);
            } catch (LinuxException e) {
                LOG.warn("a file was closed and could not be stored: {}", e.getMessage());
            }
        }
        try (Inode.Held held = node.hold()) {
            Draft draft = node.draft().orElseThrow();
            if (draft.leave()) {
                if (draft.isChanged()) {
                    // What the kernel has of it is nobody's: the next who looks sees what is stored.
                    tree.detach(node);
                    node.remove();
                }
                node.draft(Optional.empty());
                close(draft);
            }
        }
    }

    private void close(OpenFile file) {
        file.reader().ifPresent(FileOperations::close);
    }

    private static void close(AutoCloseable what) {
        try {
            what.close();
        } catch (Exception e) {
            LOG.debug("something of a mount cannot be closed: {}", e.toString());
        }
    }

    /** Drops all; nothing more is stored. */
    void closeAll() {
        for (OpenFile file : handles.removeAll()) {
            file.node().draft().ifPresent(FileOperations::close);
            close(file);
        }
    }
}
