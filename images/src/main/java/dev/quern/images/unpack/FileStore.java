package dev.quern.images.unpack;

import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.FileStatus;
import dev.quern.linux.LinuxException;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The regular files of all trees, each stored once under a key and hard-linked into the trees that have
 * it: {@code files/ab/cdef…}. A hard link shares owner, mode, times and attributes with the file, so a
 * key stands for those as well, see {@link FileKey}. A file is never changed once it has its key.
 *
 * <p>A file that only the store links belongs to no tree and is garbage. Linking a key into a tree and
 * collecting garbage exclude each other through one lock per subdirectory: a file found is linked
 * before it could be collected.
 */
public final class FileStore implements AutoCloseable {
    private static final int SHARDS = 256;

    private final Directory files;
    private final ReentrantLock[] locks = new ReentrantLock[SHARDS];

    /** @param files becomes the store's, which closes it */
    public FileStore(Directory files) {
        this.files = files;
        for (int i = 0; i < SHARDS; i++) {
            locks[i] = new ReentrantLock();
            String shard = shard(i);
            if (files.status(shard).isEmpty()) {
                files.makeDirectory(shard, 0700);
            }
        }
    }

    private static String shard(int number) {
        return HexFormat.of().toHexDigits((byte) number);
    }

    /**
     * Names the file of this key {@code name} in {@code to}.
     *
     * @return false if there is none, or none that can have another name
     */
    boolean link(String key, Directory to, String name) {
        ReentrantLock lock = lock(key);
        lock.lock();
        try (Directory shard = files.directory(key.substring(0, 2))) {
            return link(shard, key.substring(2), to, name);
        } finally {
            lock.unlock();
        }
    }

    private static boolean link(Directory shard, String rest, Directory to, String name) {
        try {
            shard.link(rest, to, name);
            return true;
        } catch (LinuxException e) {
            // the tree's own directory exists: what is missing is the key
            if (e.is(Errno.ENOENT) || e.is(Errno.EMLINK)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Takes the finished file {@code from/fromName} away, into the store unless the key is there, and
     * names it {@code name} in {@code to}. A file whose link count is exhausted is not shared.
     */
    void adopt(Directory from, String fromName, String key, Directory to, String name) {
        ReentrantLock lock = lock(key);
        lock.lock();
        try (Directory shard = files.directory(key.substring(0, 2))) {
            String rest = key.substring(2);
            if (shard.status(rest).isEmpty()) {
                from.rename(fromName, shard, rest);
                shard.link(rest, to, name);
            } else if (link(shard, rest, to, name)) {
                from.unlink(fromName);
            } else {
                from.rename(fromName, to, name);
            }
        } finally {
            lock.unlock();
        }
    }

    private ReentrantLock lock(String key) {
        return locks[HexFormat.fromHexDigits(key, 0, 2)];
    }

    /** Removes the files no tree has. */
    public void collectGarbage() {
        for (int i = 0; i < SHARDS; i++) {
            locks[i].lock();
            try (Directory shard = files.directory(shard(i))) {
                for (String rest : shard.list()) {
                    if (shard.status(rest).map(FileStatus::links).orElse(0L) == 1) {
                        shard.unlink(rest);
                    }
                }
            } finally {
                locks[i].unlock();
            }
        }
    }

    @Override
    public void close() {
        files.close();
    }
}
