package dev.quern.images.unpack;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.oci.Decompression;
import dev.quern.images.oci.Invalid;
import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarReader;
import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import dev.quern.linux.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Unpacks the directory somebody sent to be built from: files, directories and symbolic links beneath one root,
 * owned by this process, readable by all, without set-id bits, attributes or times of their own.
 */
public final class ContextUnpacker {
    private static final int MAX_RATIO = 250;
    private static final int BUFFER_BYTES = 128 << 10;

    private final long maxBytes;
    private final long maxEntries;

    public ContextUnpacker(long maxBytes, long maxEntries) {
        this.maxBytes = maxBytes;
        this.maxEntries = maxEntries;
    }

    /**
     * @param tar as it is, or compressed with gzip or zstd
     * @param root empty
     * @throws QuernException invalid_argument for what is wrong with the archive, body_too_large, disk_full
     */
    public void unpack(InputStream tar, Directory root) {
        Budget budget = new Budget(maxEntries, maxBytes);
        Tree tree = new Tree(root, budget);
        try (Decompression bytes = Decompression.open(tar, budget.streamBytes(), MAX_RATIO)) {
            TarReader reader = new TarReader(bytes);
            for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                budget.entry();
                put(tree, budget, entry.get(), reader.content());
            }
            bytes.transferTo(OutputStream.nullOutputStream());
        } catch (QuernException e) {
            throw e.code() == ErrorCode.INVALID_IMAGE ? refused(e.text(), e) : e;
        } catch (LinuxException e) {
            if (e.is(Errno.ENOSPC) || e.is(Errno.EDQUOT)) {
                throw new QuernException(
                        ErrorCode.DISK_FULL, "There is no space left for the directory that was sent", null, e);
            }
            throw refused(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw refused("it was cut short: " + e.getMessage(), e);
        }
    }

    private void put(Tree tree, Budget budget, TarEntry entry, InputStream content) throws IOException {
        try {
            EntryPath path = EntryPath.parse(entry.name());
            if (path.isRoot()) {
                return;
            }
            switch (entry.type()) {
                case DIRECTORY -> directory(tree, path);
                case FILE -> {
                    budget.bytes(entry.size());
                    file(tree, path, entry, content);
                }
                case SYMLINK -> link(tree, path, entry);
                default -> throw Invalid.image("it is neither a file, a directory nor a symbolic link");
            }
        } catch (QuernException e) {
            throw Invalid.image("'" + TarEntry.text(entry.name()) + "': " + e.text());
        }
    }

    private static void directory(Tree tree, EntryPath path) {
        tree.inParent(path, (parent, name) -> {
            if (parent.status(name).isEmpty()) {
                parent.makeDirectory(name, 0755);
                parent.chmod(name, 0755);
            }
        });
    }

    private static void link(Tree tree, EntryPath path, TarEntry entry) {
        if (entry.link().isEmpty() || entry.link().length() > 4095) {
            throw Invalid.image("its link target is empty or too long");
        }
        tree.inParent(path, (parent, name) -> {
            parent.removeTree(name);
            parent.symlink(entry.link(), name);
        });
    }

    private static void file(Tree tree, EntryPath path, TarEntry entry, InputStream content) throws IOException {
        IOException[] failed = new IOException[1];
        tree.inParent(path, (parent, name) -> {
            parent.removeTree(name);
            try (OpenFile file = parent.create(name)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                    file.write(buffer, 0, n);
                }
                file.chmod((entry.mode() & 0111) == 0 ? 0644 : 0755);
                // The same bytes are to be the same to a build's cache, whenever they were written.
                file.times(0, 0);
            } catch (IOException e) {
                failed[0] = e;
            }
        });
        if (failed[0] != null) {
            throw failed[0];
        }
    }

    private static QuernException refused(String why, Throwable cause) {
        return new QuernException(
                ErrorCode.INVALID_ARGUMENT,
                "The directory that was sent cannot be used: " + why,
                "Send a tar of files, directories and symbolic links; 'quern build DIR' makes one.",
                cause);
    }
}
