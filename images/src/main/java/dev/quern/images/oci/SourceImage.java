package dev.quern.images.oci;

import dev.quern.core.image.ImageConfig;
import java.util.List;

/**
 * An image as its archive describes it, not unpacked yet.
 *
 * @param digest of the manifest
 * @param layers lowest first
 * @param names the archive gives it
 */
public record SourceImage(String digest, ImageConfig config, List<Layer> layers, List<String> names) {
    /**
     * A layer.
     *
     * @param file its name in the archive
     * @param digest of the file, empty where only the uncompressed content is known
     * @param size of the file, -1 when unknown
     * @param diffId the digest of the uncompressed content
     */
    public record Layer(String file, String digest, long size, String diffId) {}
}
