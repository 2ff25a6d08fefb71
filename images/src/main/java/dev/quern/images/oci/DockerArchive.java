package dev.quern.images.oci;

import dev.quern.images.oci.SourceImage.Layer;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docker save} writes: {@code manifest.json} naming a configuration and layer files.
 *
 * <p>It carries no manifest, so there is one made of the same parts in one fixed spelling: the same
 * image always gets the same digest.
 */
final class DockerArchive {
    private static final Pattern CONFIG_NAME = Pattern.compile("(?:blobs/sha256/)?([0-9a-f]{64})(?:\\.json)?");

    private final ImageArchive archive;
    private final String architecture;
    private final int maxLayers;

    DockerArchive(ImageArchive archive, String architecture, int maxLayers) {
        this.archive = archive;
        this.architecture = architecture;
        this.maxLayers = maxLayers;
    }

    SourceImage read() {
        List<DockerManifest> images = Documents.list(Documents.docker(archive.document("manifest.json")));
        if (images.size() != 1) {
            throw Invalid.image(
                    "The archive holds " + images.size() + " images: "
                            + String.join(
                                    ", ",
                                    images.stream()
                                            .flatMap(image -> Documents.list(image.repoTags()).stream())
                                            .toList()),
                    "Save one image into an archive of its own.");
        }
        DockerManifest image = images.getFirst();
        List<String> files = Documents.list(image.layers());
        String configFile = image.config();
        if (configFile == null) {
            throw Invalid.image("The archive's manifest.json names no configuration");
        }
        byte[] config = config(configFile);
        Configuration configuration = Configuration.read(config, architecture, files.size(), maxLayers);
        List<Layer> layers = new ArrayList<>();
        List<Descriptor> descriptors = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            Descriptor descriptor = descriptor(files.get(i));
            descriptors.add(descriptor);
            layers.add(new Layer(
                    files.get(i),
                    Digest.of("manifest", descriptor.digest()),
                    descriptor.size(),
                    configuration.diffIds().get(i)));
        }
        byte[] manifest = Documents.bytes(new Manifest(
                2,
                "application/vnd.oci.image.manifest.v1+json",
                new Descriptor(
                        "application/vnd.oci.image.config.v1+json", Digest.ofBytes(config), config.length, null, null),
                descriptors));
        return new SourceImage(
                Digest.ofBytes(manifest), configuration.config(), layers, Documents.list(image.repoTags()));
    }

    /** The configuration, checked against the digest its name is, where it is one. */
    private byte[] config(String file) {
        Matcher named = CONFIG_NAME.matcher(file);
        return named.matches()
                ? ImageReader.verified(archive, file, "sha256:" + named.group(1))
                : archive.document(file);
    }

    private Descriptor descriptor(String file) {
        MessageDigest sha = Digest.sha256();
        byte[] start = new byte[2];
        long size;
        try (InputStream in = new DigestInputStream(archive.open(file), sha)) {
            size = in.readNBytes(start, 0, start.length);
            byte[] buffer = new byte[128 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                size += n;
            }
        } catch (IOException e) {
            throw Invalid.image("'" + file + "' of the image cannot be read");
        }
        String type = "application/vnd.oci.image.layer.v1.tar" + suffix(start);
        return new Descriptor(type, Digest.text(sha), size, null, null);
    }

    private static String suffix(byte[] start) {
        return switch (start[0]) {
            case 0x1f -> "+gzip";
            case 0x28 -> "+zstd";
            default -> "";
        };
    }
}
