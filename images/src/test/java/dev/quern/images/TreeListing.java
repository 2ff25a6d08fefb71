package dev.quern.images;

import dev.quern.images.oci.Digest;
import dev.quern.linux.Directory;
import dev.quern.linux.FileStatus;
import dev.quern.linux.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Everything that makes a tree what it is, as a line for each path: comparable between two trees. */
final class TreeListing {
    static final Set<String> MOUNT_POINTS = Set.of(
            "proc",
            "dev",
            "sys",
            "tmp",
            ".quern",
            ".quern/init",
            "etc",
            "etc/hosts",
            "etc/resolv.conf",
            "etc/hostname");

    private final SortedMap<String, String> lines = new TreeMap<>();
    /** Which path of a hard link group was met first. */
    private final Map<Long, String> firsts = new HashMap<>();

    static SortedMap<String, String> of(Path root) throws IOException {
        TreeListing listing = new TreeListing();
        try (Directory directory = Directory.open(root)) {
            listing.lines.put("/", listing.line("/", directory.status(), "", listing.attributes(directory)));
            listing.add(directory, "");
        }
        return listing.lines;
    }

    private void add(Directory directory, String prefix) throws IOException {
        for (String name : directory.list().stream().sorted().toList()) {
            String path = prefix + name;
            FileStatus status = directory.status(name).orElseThrow();
            if (status.isDirectory()) {
                try (Directory inner = directory.directory(name)) {
                    lines.put(path, line(path, status, "", attributes(inner)));
                    add(inner, path + "/");
                }
            } else if (status.isSymlink()) {
                lines.put(path, line(path, status, " -> " + directory.readLink(name), ""));
            } else if (status.isRegular()) {
                try (OpenFile file = directory.file(name)) {
                    String attributes = attributes(file.attributes(), file::attribute);
                    lines.put(path, line(path, status, " " + sha(file), attributes));
                }
            } else {
                lines.put(path, line(path, status, "", ""));
            }
        }
    }

    private static String sha(OpenFile file) throws IOException {
        try (InputStream in = file.stream()) {
            return Digest.ofBytes(in.readAllBytes());
        }
    }

    private String line(String path, FileStatus status, String content, String attributes) {
        String group = status.isDirectory() ? "" : " first=" + firsts.computeIfAbsent(status.inode(), i -> path);
        return "%o %d:%d %d.%09d%s%s%s"
                .formatted(
                        status.mode(),
                        status.uid(),
                        status.gid(),
                        status.modifiedSeconds(),
                        status.modifiedNanos(),
                        group,
                        content,
                        attributes);
    }

    private String attributes(Directory directory) {
        return attributes(directory.attributes(), directory::attribute);
    }

    private interface Values {
        byte[] get(String name);
    }

    private static String attributes(List<String> names, Values values) {
        StringBuilder text = new StringBuilder();
        names.stream()
                .sorted()
                .forEach(name -> text.append(' ')
                        .append(name)
                        .append('=')
                        .append(HexFormat.of().formatHex(values.get(name))));
        return text.toString();
    }
}
