package dev.quern.images;

import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarType;
import dev.quern.images.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/** A layer's tar, entry by entry, in the order the test says. */
final class LayerBuilder {
    private static final long TIME = 1_600_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(bytes);
    private int entries;

    LayerBuilder dir(String name, int mode) {
        return add(name, TarType.DIRECTORY, "", mode, 0, 0, new byte[0], new TreeMap<>(), 0, 0);
    }

    LayerBuilder file(String name, String content) {
        return file(name, content, 0644, 0, 0);
    }

    LayerBuilder file(String name, String content, int mode, int uid, int gid) {
        return add(
                name,
                TarType.FILE,
                "",
                mode,
                uid,
                gid,
                content.getBytes(StandardCharsets.UTF_8),
                new TreeMap<>(),
                0,
                0);
    }

    LayerBuilder file(String name, byte[] content) {
        return add(name, TarType.FILE, "", 0644, 0, 0, content, new TreeMap<>(), 0, 0);
    }

    LayerBuilder withAttribute(String name, TarType type, String attribute, byte[] value) {
        SortedMap<String, byte[]> attributes = new TreeMap<>();
        attributes.put(attribute, value);
        return add(name, type, "", 0755, 0, 0, new byte[0], attributes, 0, 0);
    }

    LayerBuilder symlink(String name, String target) {
        return add(name, TarType.SYMLINK, target, 0777, 0, 0, new byte[0], new TreeMap<>(), 0, 0);
    }

    LayerBuilder hardLink(String name, String target) {
        return add(name, TarType.HARD_LINK, target, 0644, 0, 0, new byte[0], new TreeMap<>(), 0, 0);
    }

    LayerBuilder fifo(String name) {
        return add(name, TarType.FIFO, "", 0620, 5, 6, new byte[0], new TreeMap<>(), 0, 0);
    }

    LayerBuilder device(String name, TarType type, int major, int minor) {
        return add(name, type, "", 0666, 0, 0, new byte[0], new TreeMap<>(), major, minor);
    }

    LayerBuilder whiteout(String name) {
        int slash = name.lastIndexOf('/') + 1;
        return file(name.substring(0, slash) + ".wh." + name.substring(slash), "");
    }

    LayerBuilder opaque(String directory) {
        return file(directory + "/.wh..wh..opq", "");
    }

    private LayerBuilder add(
            String name,
            TarType type,
            String link,
            int mode,
            int uid,
            int gid,
            byte[] content,
            SortedMap<String, byte[]> attributes,
            int major,
            int minor) {
        entries++;
        TarEntry entry = new TarEntry(
                TarEntry.bytes(name),
                type,
                TarEntry.bytes(link),
                mode,
                uid,
                gid,
                content.length,
                false,
                TIME + entries,
                type == TarType.FILE ? entries * 1000 : 0,
                major,
                minor,
                attributes);
        try {
            tar.put(entry, new ByteArrayInputStream(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] tar() {
        try {
            tar.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
