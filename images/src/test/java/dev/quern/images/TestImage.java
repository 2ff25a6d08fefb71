package dev.quern.images;

import com.github.luben.zstd.Zstd;
import dev.quern.images.oci.Digest;
import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarType;
import dev.quern.images.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPOutputStream;

/** An OCI image layout with any layers, also ones no tool would make; its files can be tampered with. */
final class TestImage {
    static final String OWN_ARCHITECTURE = ImageSettings.defaults().architecture();
    private static final String TYPE = "application/vnd.oci.image.";

    /** File name in the layout to content. */
    final Map<String, byte[]> files = new LinkedHashMap<>();

    final String manifestDigest;
    final List<String> layerDigests = new ArrayList<>();

    private TestImage(String architecture, String execution, UnaryOperator<byte[]> compression, List<byte[]> tars) {
        this(architecture, execution, tars, tars.stream().map(compression).toList());
    }

    private TestImage(String architecture, String execution, List<byte[]> tars, List<byte[]> blobs) {
        files.put("oci-layout", utf8("{\"imageLayoutVersion\":\"1.0.0\"}"));
        List<String> diffIds = new ArrayList<>();
        List<String> layers = new ArrayList<>();
        for (int i = 0; i < tars.size(); i++) {
            byte[] tar = tars.get(i);
            byte[] blob = blobs.get(i);
            diffIds.add("\"" + Digest.ofBytes(tar) + "\"");
            layerDigests.add(Digest.ofBytes(blob));
            layers.add(descriptor(TYPE + "layer.v1.tar" + suffix(blob), put(blob), blob.length, ""));
        }
        byte[] config = utf8(
                "{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":%s,\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
                        .formatted(architecture, execution, String.join(",", diffIds)));
        byte[] manifest =
                utf8("{\"schemaVersion\":2,\"mediaType\":\"%smanifest.v1+json\",\"config\":%s,\"layers\":[%s]}"
                        .formatted(
                                TYPE,
                                descriptor(TYPE + "config.v1+json", put(config), config.length, ""),
                                String.join(",", layers)));
        manifestDigest = put(manifest);
        index(descriptor(
                TYPE + "manifest.v1+json",
                manifestDigest,
                manifest.length,
                ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"latest\"}"));
    }

    static TestImage of(LayerBuilder... layers) {
        return gzipped("{}", layers);
    }

    static TestImage gzipped(String execution, LayerBuilder... layers) {
        return new TestImage(OWN_ARCHITECTURE, execution, TestImage::gzip, tars(layers));
    }

    static TestImage zstd(LayerBuilder... layers) {
        return new TestImage(OWN_ARCHITECTURE, "{}", Zstd::compress, tars(layers));
    }

    static TestImage ofTars(byte[]... tars) {
        return new TestImage(OWN_ARCHITECTURE, "{}", tar -> tar, List.of(tars));
    }

    /** Layers by what their digests say they are unpacked, and by what is there. */
    static TestImage ofBlobs(List<byte[]> tars, List<byte[]> blobs) {
        return new TestImage(OWN_ARCHITECTURE, "{}", tars, blobs);
    }

    static TestImage compressedTar(byte[] tar) {
        return new TestImage(OWN_ARCHITECTURE, "{}", TestImage::gzip, List.of(tar));
    }

    static TestImage forArchitecture(String architecture, LayerBuilder... layers) {
        return new TestImage(architecture, "{}", TestImage::gzip, tars(layers));
    }

    private static List<byte[]> tars(LayerBuilder... layers) {
        List<byte[]> tars = new ArrayList<>();
        for (LayerBuilder layer : layers) {
            tars.add(layer.tar());
        }
        return tars;
    }

    /** Replaces index.json by one with these descriptors. */
    void index(String... descriptors) {
        files.put("index.json", utf8(indexJson(descriptors)));
    }

    static String indexJson(String... descriptors) {
        return "{\"schemaVersion\":2,\"mediaType\":\"" + TYPE + "index.v1+json\",\"manifests\":["
                + String.join(",", descriptors) + "]}";
    }

    static String descriptor(String type, String digest, long size, String more) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}".formatted(type, digest, size, more);
    }

    String manifestDescriptor(String more) {
        return descriptor(TYPE + "manifest.v1+json", manifestDigest, blob(manifestDigest).length, more);
    }

    byte[] blob(String digest) {
        byte[] blob = files.get("blobs/sha256/" + Digest.hex(digest));
        if (blob == null) {
            throw new AssertionError("no blob " + digest);
        }
        return blob;
    }

    String put(byte[] blob) {
        String digest = Digest.ofBytes(blob);
        files.put("blobs/sha256/" + Digest.hex(digest), blob);
        return digest;
    }

    void replace(String digest, byte[] blob) {
        files.put("blobs/sha256/" + Digest.hex(digest), blob);
    }

    byte[] archive() {
        return archive(files);
    }

    static byte[] archive(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                tar.put(
                        TarEntry.plain(file.getKey(), TarType.FILE, 0644, file.getValue().length),
                        new ByteArrayInputStream(file.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    Path writeTo(Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return directory;
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String suffix(byte[] blob) {
        return blob[0] == 0x1f ? "+gzip" : blob[0] == 0x28 ? "+zstd" : "";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
