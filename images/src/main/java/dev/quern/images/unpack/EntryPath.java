package dev.quern.images.unpack;

import dev.quern.images.oci.Invalid;

/**
 * Where in the tree an entry belongs: components joined by slashes, none of them {@code .} or {@code
 * ..}; empty for the root. A leading slash in the archive means the root, as for other image tools.
 */
record EntryPath(String path) {
    /** PATH_MAX without its NUL. */
    private static final int MAX_BYTES = 4095;

    private static final int MAX_NAME_BYTES = 255;
    /** One descriptor per level is open while a tree is removed. */
    private static final int MAX_DEPTH = 200;

    static EntryPath parse(String raw) {
        if (raw.length() > MAX_BYTES) {
            throw Invalid.image("its path is longer than " + MAX_BYTES + " bytes");
        }
        StringBuilder path = new StringBuilder();
        int depth = 0;
        for (String part : raw.split("/")) {
            if (part.isEmpty() || part.equals(".")) {
                continue;
            }
            if (part.equals("..")) {
                throw Invalid.image("its path has '..' in it");
            }
            if (part.length() > MAX_NAME_BYTES) {
                throw Invalid.image("its path has a name longer than " + MAX_NAME_BYTES + " bytes");
            }
            if (part.indexOf('\0') >= 0) {
                throw Invalid.image("its path has a NUL in it");
            }
            if (++depth > MAX_DEPTH) {
                throw Invalid.image("its path is deeper than " + MAX_DEPTH + " directories");
            }
            path.append(path.isEmpty() ? "" : "/").append(part);
        }
        return new EntryPath(path.toString());
    }

    boolean isRoot() {
        return path.isEmpty();
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    EntryPath parent() {
        return new EntryPath(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
    }

    EntryPath child(String name) {
        return new EntryPath(path.isEmpty() ? name : path + "/" + name);
    }

    boolean isIn(String topDirectory) {
        return path.startsWith(topDirectory + "/");
    }
}
