package dev.quern.images.oci;

import dev.quern.core.image.ImageConfig;
import dev.quern.images.oci.SourceImage.Layer;
import java.util.ArrayList;
import java.util.List;

/** Finds the image in an archive, whichever way it is laid out. */
public final class ImageReader {
    private static final String MANIFEST = "manifest.json";

    private final ImageArchive archive;
    private final String architecture;
    private final int maxLayers;

    /** @param architecture the one to choose, in GOARCH spelling */
    public ImageReader(ImageArchive archive, String architecture, int maxLayers) {
        this.archive = archive;
        this.architecture = architecture;
        this.maxLayers = maxLayers;
    }

    public SourceImage read() {
        if (archive.has("index.json") && archive.has("oci-layout")) {
            OciLayout layout = new OciLayout(archive, architecture);
            OciLayout.Choice choice = layout.choose();
            return image(choice.manifest(), "blobs/sha256/", choice.names());
        }
        if (archive.has("version") && archive.has(MANIFEST)) {
            // skopeo's "dir:", the only copy that keeps the registry's own manifest byte for byte
            return image(archive.document(MANIFEST), "", List.of());
        }
        if (archive.has(MANIFEST)) {
            return new DockerArchive(archive, architecture, maxLayers).read();
        }
        throw Invalid.image(
                "This is no image archive: it holds neither index.json nor manifest.json",
                "Give a file made by 'docker save' or 'skopeo copy … oci-archive:FILE'.");
    }

    private SourceImage image(byte[] bytes, String folder, List<String> names) {
        Manifest manifest = Documents.manifest(bytes);
        Descriptor config = manifest.config();
        List<Descriptor> layers = Documents.list(manifest.layers());
        if (config == null || manifest.layers() == null) {
            throw Invalid.image(
                    "The image's manifest is of a kind that is not supported (schema version "
                            + manifest.schemaVersion() + ")",
                    "Push the image again with a current tool.");
        }
        String configDigest = Digest.of("manifest", config.digest());
        byte[] configBytes = verified(archive, folder + Digest.hex(configDigest), configDigest);
        Configuration configuration = Configuration.read(configBytes, architecture, layers.size(), maxLayers);
        List<Layer> sources = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            Descriptor layer = layers.get(i);
            String digest = Digest.of("manifest", layer.digest());
            sources.add(new Layer(
                    folder + Digest.hex(digest),
                    digest,
                    layer.size(),
                    configuration.diffIds().get(i)));
        }
        ImageConfig parsed = configuration.config();
        return new SourceImage(Digest.ofBytes(bytes), parsed, sources, names);
    }

    /** A document of the archive whose digest is known. */
    static byte[] verified(ImageArchive archive, String file, String digest) {
        byte[] bytes = archive.document(file);
        String actual = Digest.ofBytes(bytes);
        if (!actual.equals(digest)) {
            throw Invalid.image(
                    "The image is corrupt: '" + file + "' has the digest " + actual + ", expected was " + digest,
                    "Save or pull the image again.");
        }
        return bytes;
    }
}
