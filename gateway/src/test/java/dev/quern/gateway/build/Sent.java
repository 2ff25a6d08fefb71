package dev.quern.gateway.build;

import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarType;
import dev.quern.images.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** A directory as a client sends it, or as one with bad intentions would. */
final class Sent {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarWriter tar = new TarWriter(bytes);

    static Sent recipe(String yaml) {
        return new Sent().file("quern.yaml", yaml);
    }

    Sent file(String name, String content) {
        byte[] data = content.getBytes(StandardCharsets.UTF_8);
        try {
            tar.put(TarEntry.plain(name, TarType.FILE, 0644, data.length), new ByteArrayInputStream(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Sent other(String name, TarType type, String link) {
        try {
            tar.put(new TarEntry(name, type, link, 0777, 0, 0, 0, false, 0, 0, 1, 3, new TreeMap<>()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] bytes() {
        try {
            tar.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
