package dev.quern.images.unpack;

import dev.quern.images.oci.Digest;
import dev.quern.images.oci.Invalid;
import dev.quern.images.tar.TarEntry;
import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.FileStatus;
import dev.quern.linux.LinuxException;
import dev.quern.linux.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Puts regular files into a tree by way of the {@link FileStore}. Small ones are hashed in memory first
 * and not written again when the store has them; others are hashed while they are written.
 */
final class FileWriter {
    private static final int BUFFER_BYTES = 128 << 10;
    private static final int HOLE_BYTES = 4096;
    private static final String NEW = "new-file";

    private final FileStore store;
    private final Directory scratch;
    private final byte[] buffer = new byte[BUFFER_BYTES];

    /** @param scratch on the store's file system, used by this writer alone */
    FileWriter(FileStore store, Directory scratch) {
        this.store = store;
        this.scratch = scratch;
    }

    /** Makes {@code name}, which does not exist, in {@code parent}; of the entry its attributes are set as they are. */
    void write(EntryPath path, TarEntry entry, InputStream content, Directory parent, String name) throws IOException {
        MessageDigest sha = Digest.sha256();
        if (entry.size() <= BUFFER_BYTES) {
            int length = content.readNBytes(buffer, 0, (int) entry.size());
            sha.update(buffer, 0, length);
            String key = FileKey.of(path, entry, sha.digest());
            if (!store.link(key, parent, name)) {
                try (OpenFile file = scratch()) {
                    file.write(buffer, 0, length);
                    finish(file, entry);
                }
                store.adopt(scratch, NEW, key, parent, name);
            }
            return;
        }
        try (OpenFile file = scratch()) {
            copy(content, file, sha, entry.sparse());
            finish(file, entry);
            // The image is published when all of it is on the disk; most of it is by then, while the next is read.
            file.startWriteback();
        }
        store.adopt(scratch, NEW, FileKey.of(path, entry, sha.digest()), parent, name);
    }

    /** A second file like {@code from/fromName}, for when that cannot have one more name. */
    void copy(Directory from, String fromName, Directory parent, String name) {
        try (OpenFile source = from.file(fromName);
                OpenFile file = scratch()) {
            FileStatus status = source.status();
            for (int n = source.read(buffer, 0, BUFFER_BYTES); n >= 0; n = source.read(buffer, 0, BUFFER_BYTES)) {
                file.write(buffer, 0, n);
            }
            file.chown(status.uid(), status.gid());
            source.attributes().stream()
                    .filter(Attributes::isKept)
                    .forEach(attribute -> file.setAttribute(attribute, source.attribute(attribute)));
            file.chmod(status.permissions());
            file.times(status.modifiedSeconds(), status.modifiedNanos());
        }
        scratch.rename(NEW, parent, name);
    }

    private OpenFile scratch() {
        scratch.removeTree(NEW);
        return scratch.create(NEW);
    }

    private void copy(InputStream content, OpenFile file, MessageDigest sha, boolean sparse) throws IOException {
        long position = 0;
        while (true) {
            int n = content.readNBytes(buffer, 0, BUFFER_BYTES);
            if (n == 0) {
                break;
            }
            sha.update(buffer, 0, n);
            if (sparse) {
                writeAroundHoles(file, position, n);
            } else {
                file.write(buffer, 0, n);
            }
            position += n;
        }
        if (sparse) {
            file.seek(position);
            file.truncateHere();
        }
    }

    private void writeAroundHoles(OpenFile file, long position, int length) {
        for (int at = 0; at < length; at += HOLE_BYTES) {
            int part = Math.min(HOLE_BYTES, length - at);
            if (!isZero(at, part)) {
                file.seek(position + at);
                file.write(buffer, at, part);
            }
        }
    }

    private boolean isZero(int from, int length) {
        return buffer[from] == 0 && Arrays.equals(buffer, from, from + length - 1, buffer, from + 1, from + length);
    }

    /** In this order: chown clears setuid and capabilities, and times come last. */
    private static void finish(OpenFile file, TarEntry entry) {
        file.chown(entry.uid(), entry.gid());
        entry.attributes().forEach((name, value) -> set(() -> file.setAttribute(name, value), name));
        file.chmod(entry.mode());
        file.times(entry.modifiedSeconds(), entry.modifiedNanos());
    }

    /** Runs what sets an attribute; the errors of one the file system cannot hold are the image's. */
    static void set(Runnable setting, String name) {
        try {
            setting.run();
        } catch (LinuxException e) {
            // ext4 says ENOSPC when the attributes of one file exceed a block
            if (e.is(Errno.ENOSPC) || e.is(Errno.E2BIG) || e.is(Errno.ERANGE) || e.is(Errno.EINVAL)) {
                throw Invalid.image("its extended attribute '" + TarEntry.text(name)
                        + "' is too large or not in the form this file system takes");
            }
            if (e.is(Errno.EOPNOTSUPP)) {
                throw Invalid.image(
                        "the file system of the data directory cannot hold its extended attribute '"
                                + TarEntry.text(name) + "'",
                        "Put the data directory on ext4, XFS or Btrfs.");
            }
            throw e;
        }
    }
}
