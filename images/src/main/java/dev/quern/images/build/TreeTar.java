package dev.quern.images.build;

import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarType;
import dev.quern.images.tar.TarWriter;
import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.FileStatus;
import dev.quern.linux.LinuxException;
import dev.quern.linux.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A directory tree as a tar archive: names in order, so that the same tree gives the same bytes; owners,
 * modes, times, links and the attributes an image may have.
 */
final class TreeTar {
    private final TarWriter tar;
    /** The first name of every file with several. */
    private final Map<Long, String> first = new HashMap<>();

    TreeTar(TarWriter tar) {
        this.tar = tar;
    }

    void add(Directory root) throws IOException {
        tar.put(entry("./", TarType.DIRECTORY, "", root.status(), 0, attributes(root::attributes, root::attribute)));
        addContent(root, "");
    }

    private void addContent(Directory directory, String prefix) throws IOException {
        for (String name : directory.list().stream().sorted().toList()) {
            add(directory, name, prefix + name);
        }
    }

    private void add(Directory directory, String name, String path) throws IOException {
        FileStatus status = directory.status(name).orElseThrow();
        if (status.isDirectory()) {
            try (Directory inner = directory.directory(name)) {
                tar.put(entry(
                        path + "/", TarType.DIRECTORY, "", status, 0, attributes(inner::attributes, inner::attribute)));
                addContent(inner, path + "/");
            }
        } else if (status.links() > 1 && first.containsKey(status.inode())) {
            tar.put(entry(path, TarType.HARD_LINK, first.getOrDefault(status.inode(), ""), status, 0, new TreeMap<>()));
        } else {
            if (status.links() > 1) {
                first.put(status.inode(), path);
            }
            if (status.isSymlink()) {
                tar.put(entry(path, TarType.SYMLINK, directory.readLink(name), status, 0, new TreeMap<>()));
            } else if (status.isFifo()) {
                tar.put(entry(path, TarType.FIFO, "", status, 0, new TreeMap<>()));
            } else if (status.isRegular()) {
                addFile(directory, name, path, status);
            }
            // sockets and device nodes have no place in an image
        }
    }

    private void addFile(Directory directory, String name, String path, FileStatus status) throws IOException {
        try (OpenFile file = directory.file(name);
                InputStream content = file.stream()) {
            tar.put(
                    entry(path, TarType.FILE, "", status, status.size(), attributes(file::attributes, file::attribute)),
                    content);
        }
    }

    private static TarEntry entry(
            String path,
            TarType type,
            String link,
            FileStatus status,
            long size,
            SortedMap<String, byte[]> attributes) {
        return new TarEntry(
                path,
                type,
                link,
                status.permissions(),
                status.uid(),
                status.gid(),
                size,
                false,
                status.modifiedSeconds(),
                status.modifiedNanos(),
                0,
                0,
                attributes);
    }

    private interface Names {
        List<String> get();
    }

    private interface Values {
        byte[] get(String name);
    }

    private static SortedMap<String, byte[]> attributes(Names names, Values values) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        try {
            for (String name : names.get()) {
                if (name.startsWith("user.") || name.equals("security.capability")) {
                    found.put(name, values.get(name));
                }
            }
        } catch (LinuxException e) {
            if (!e.is(Errno.EOPNOTSUPP)) {
                throw e;
            }
        }
        return found;
    }
}
