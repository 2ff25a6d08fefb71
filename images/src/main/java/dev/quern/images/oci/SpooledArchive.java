package dev.quern.images.oci;

import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarReader;
import dev.quern.linux.Directory;
import dev.quern.linux.OpenFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An archive stream written out member by member, since what says how to read it may come last. Members
 * get numbers for names: theirs never reach the file system.
 */
public final class SpooledArchive implements ImageArchive {
    /** A hundred times what a docker archive with the most layers has. */
    private static final int MAX_MEMBERS = 50_000;

    private static final int MAX_LINKS = 8;

    private final Directory directory;
    private final Map<String, String> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    private SpooledArchive(Directory directory) {
        this.directory = directory;
    }

    /**
     * Reads the whole stream.
     *
     * @param directory empty; stays the caller's
     */
    public static SpooledArchive read(InputStream in, long maxBytes, int maxRatio, Directory directory)
            throws IOException {
        SpooledArchive archive = new SpooledArchive(directory);
        try (InputStream tar = Decompression.open(in, maxBytes, maxRatio)) {
            TarReader reader = new TarReader(tar);
            int members = 0;
            for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
                if (++members > MAX_MEMBERS) {
                    throw Invalid.image("The archive has more than " + MAX_MEMBERS + " members");
                }
                archive.add(entry.get(), reader.content());
            }
            // whoever sends the stream may wait for its last byte to be taken
            tar.transferTo(OutputStream.nullOutputStream());
        }
        if (archive.files.isEmpty()) {
            throw Invalid.image(
                    "This is no image archive: it holds no files",
                    "Give a file made by 'docker save' or 'skopeo copy … oci-archive:FILE'.");
        }
        return archive;
    }

    private void add(TarEntry entry, InputStream content) throws IOException {
        String name = normal(entry.name());
        switch (entry.type()) {
            case FILE -> files.put(name, spool(content));
            // docker archives name a layer they hold already by a link
            case SYMLINK -> links.put(name, normal(parent(name) + entry.link()));
            case HARD_LINK -> links.put(name, normal(entry.link()));
            default -> {}
        }
    }

    private String spool(InputStream content) throws IOException {
        String number = Integer.toString(files.size() + 1);
        directory.removeTree(number);
        try (OpenFile file = directory.create(number)) {
            byte[] buffer = new byte[128 << 10];
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                file.write(buffer, 0, n);
            }
        }
        return number;
    }

    private static String parent(String name) {
        return name.substring(0, name.lastIndexOf('/') + 1);
    }

    private static String normal(String name) {
        ArrayDeque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/")) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    private Optional<String> number(String name) {
        String current = normal(TarEntry.bytes(name));
        for (int i = 0; i < MAX_LINKS; i++) {
            String file = files.get(current);
            if (file != null) {
                return Optional.of(file);
            }
            String target = links.get(current);
            if (target == null) {
                return Optional.empty();
            }
            current = target;
        }
        return Optional.empty();
    }

    @Override
    public boolean has(String name) {
        return number(name).isPresent();
    }

    @Override
    public InputStream open(String name) {
        return number(name)
                .map(number -> directory.file(number).stream())
                .orElseThrow(() -> Invalid.image("The image's file '" + TarEntry.text(name) + "' is missing"));
    }

    @Override
    public void close() {}
}
