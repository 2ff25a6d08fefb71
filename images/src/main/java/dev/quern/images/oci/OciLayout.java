package dev.quern.images.oci;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An OCI image layout (image-layout.md): finds the one image for this architecture in its index. */
final class OciLayout {
    private static final int MAX_NESTING = 4;
    private static final int MAX_DESCRIPTORS = 4096;
    private static final String BLOBS = "blobs/sha256/";

    private final ImageArchive archive;
    private final String architecture;
    private final Set<String> otherPlatforms = new LinkedHashSet<>();
    private int seen;

    OciLayout(ImageArchive archive, String architecture) {
        this.archive = archive;
        this.architecture = architecture;
    }

    record Choice(byte[] manifest, List<String> names) {}

    Choice choose() {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (Descriptor top :
                Documents.list(Documents.index(archive.document("index.json")).manifests())) {
            List<String> digests = new ArrayList<>();
            collect(top, 0, digests);
            if (!digests.isEmpty()) {
                // an index lists the preferred of several variants of one architecture first
                List<String> names = found.computeIfAbsent(digests.getFirst(), d -> new ArrayList<>());
                addName(top, names);
            }
        }
        if (found.isEmpty()) {
            throw otherPlatforms.isEmpty()
                    ? Invalid.image("The archive holds no image")
                    : Configuration.otherPlatform(String.join(", ", otherPlatforms), architecture);
        }
        if (found.size() > 1) {
            throw Invalid.image(
                    "The archive holds " + found.size() + " images: "
                            + String.join(
                                    ", ",
                                    found.values().stream()
                                            .flatMap(List::stream)
                                            .toList()),
                    "Save one image into an archive of its own.");
        }
        Map.Entry<String, List<String>> only = found.entrySet().iterator().next();
        return new Choice(blob(only.getKey()), only.getValue());
    }

    private void collect(Descriptor descriptor, int depth, List<String> digests) {
        if (++seen > MAX_DESCRIPTORS || depth > MAX_NESTING) {
            throw Invalid.image("The image's index is too large or nested too deeply");
        }
        if (descriptor.isAttestation()) {
            return;
        }
        String digest = Digest.of("index", descriptor.digest());
        if (descriptor.isIndex()) {
            for (Descriptor inner : Documents.list(Documents.index(blob(digest)).manifests())) {
                collect(inner, depth + 1, digests);
            }
            return;
        }
        Platform platform = descriptor.platform();
        if (platform == null || platform.architecture() == null) {
            // without a word here the configuration decides
            platform = configured(digest);
        }
        if (platform != null && ("linux".equals(platform.os()) && architecture.equals(platform.architecture()))) {
            digests.add(digest);
        } else if (platform != null) {
            otherPlatforms.add(platform.os() + "/" + platform.architecture());
        }
    }

    private @Nullable Platform configured(String manifestDigest) {
        Descriptor config = Documents.manifest(blob(manifestDigest)).config();
        if (config == null) {
            return null;
        }
        ConfigFile file = Documents.config(blob(Digest.of("manifest", config.digest())));
        return new Platform(file.architecture(), file.os(), null);
    }

    private byte[] blob(String digest) {
        return ImageReader.verified(archive, BLOBS + Digest.hex(digest), digest);
    }

    private static void addName(Descriptor descriptor, List<String> names) {
        String name = descriptor.annotation("io.containerd.image.name");
        if (name == null) {
            name = descriptor.annotation("org.opencontainers.image.ref.name");
        }
        if (name != null && !names.contains(name)) {
            names.add(name);
        }
    }
}
