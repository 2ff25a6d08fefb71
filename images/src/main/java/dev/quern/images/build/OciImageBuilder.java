package dev.quern.images.build;

import dev.quern.core.image.ImageConfig;
import dev.quern.images.oci.ConfigFile;
import dev.quern.images.oci.Descriptor;
import dev.quern.images.oci.Digest;
import dev.quern.images.oci.Documents;
import dev.quern.images.oci.ImageIndex;
import dev.quern.images.oci.Manifest;
import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarType;
import dev.quern.images.tar.TarWriter;
import dev.quern.linux.Directory;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes OCI archives (image-layout.md, as a tar) of one uncompressed layer. The same tree or layer and
 * configuration give the same bytes, hence the same image digest.
 */
public final class OciImageBuilder {
    private static final String PREFIX = "application/vnd.oci.image.";
    private static final String CREATED = "1970-01-01T00:00:00Z";

    private OciImageBuilder() {}

    /**
     * An image of a directory tree: owners, modes, times, links and attributes as they are.
     *
     * @param name the archive gives the image, {@code quern.dev/demo/thumbnail:1}
     * @param out replaced when it is complete
     */
    public static void writeOciArchive(Path rootTree, ImageConfig config, String name, Path out) throws IOException {
        write(config, name, out, layer -> {
            try (Directory root = Directory.open(rootTree);
                    TarWriter tar = new TarWriter(layer)) {
                new TreeTar(tar).add(root);
            }
        });
    }

    /** An image of a layer that is a tar archive, not compressed; the stream is read to its end. */
    public static void writeOciArchive(InputStream layerTar, ImageConfig config, String name, Path out)
            throws IOException {
        write(config, name, out, layerTar::transferTo);
    }

    private interface LayerSource {
        void writeTo(OutputStream layer) throws IOException;
    }

    private static void write(ImageConfig config, String name, Path out, LayerSource source) throws IOException {
        Path folder = out.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("no file name");
        }
        Path layer = Files.createTempFile(folder, ".layer", ".tmp");
        Path archive = Files.createTempFile(folder, ".image", ".tmp");
        try {
            MessageDigest sha = Digest.sha256();
            try (OutputStream to =
                    new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(layer), 1 << 17), sha)) {
                source.writeTo(to);
            }
            archive(config, name, layer, Digest.text(sha), archive);
            Files.move(archive, out, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(layer);
            Files.deleteIfExists(archive);
        }
    }

    private static void archive(ImageConfig config, String name, Path layer, String layerDigest, Path archive)
            throws IOException {
        Descriptor layerDescriptor =
                new Descriptor(PREFIX + "layer.v1.tar", layerDigest, Files.size(layer), null, null);
        byte[] configBytes = Documents.bytes(configFile(config, layerDigest));
        byte[] manifest = Documents.bytes(new Manifest(
                2,
                PREFIX + "manifest.v1+json",
                descriptor(PREFIX + "config.v1+json", configBytes, Map.of()),
                List.of(layerDescriptor)));
        Descriptor named =
                descriptor(PREFIX + "manifest.v1+json", manifest, Map.of("org.opencontainers.image.ref.name", name));
        byte[] index = Documents.bytes(new ImageIndex(2, PREFIX + "index.v1+json", List.of(named)));
        try (TarWriter tar = new TarWriter(new BufferedOutputStream(Files.newOutputStream(archive), 1 << 17))) {
            put(tar, "oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}".getBytes(StandardCharsets.UTF_8));
            put(tar, "index.json", index);
            putBlob(tar, manifest);
            putBlob(tar, configBytes);
            try (InputStream in = Files.newInputStream(layer)) {
                tar.put(
                        TarEntry.plain(
                                "blobs/sha256/" + Digest.hex(layerDigest), TarType.FILE, 0644, Files.size(layer)),
                        in);
            }
        }
    }

    private static ConfigFile configFile(ImageConfig config, String diffId) {
        return new ConfigFile(
                CREATED,
                config.architecture(),
                config.os(),
                new ConfigFile.Execution(
                        config.user(),
                        config.environment(),
                        config.entrypoint(),
                        config.command(),
                        config.workingDirectory(),
                        new TreeMap<>(config.labels()),
                        ports(config)),
                new ConfigFile.RootFs("layers", List.of(diffId)),
                List.of(new ConfigFile.History(CREATED, "quern")));
    }

    private static @Nullable Map<String, ConfigFile.Port> ports(ImageConfig config) {
        Map<String, ConfigFile.Port> ports = new TreeMap<>();
        config.exposedPorts().forEach(port -> ports.put(port, new ConfigFile.Port(null)));
        return ports.isEmpty() ? null : ports;
    }

    private static Descriptor descriptor(String type, byte[] content, Map<String, String> annotations) {
        return new Descriptor(
                type, Digest.ofBytes(content), content.length, null, annotations.isEmpty() ? null : annotations);
    }

    private static void putBlob(TarWriter tar, byte[] content) throws IOException {
        put(tar, "blobs/sha256/" + Digest.hex(Digest.ofBytes(content)), content);
    }

    private static void put(TarWriter tar, String name, byte[] content) throws IOException {
        tar.put(TarEntry.plain(name, TarType.FILE, 0644, content.length), new ByteArrayInputStream(content));
    }
}
