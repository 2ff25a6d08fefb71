package dev.quern.images;

import dev.quern.core.value.DataSize;
import java.time.Duration;

/**
 * What an image may be like; every bound is checked before the bytes beyond it are stored.
 *
 * @param architecture of this machine in GOARCH spelling
 * @param maxArchive bytes of an archive, decompressed as a whole but with its layers as they are
 * @param maxUnpacked bytes of all layers together, unpacked
 * @param maxRatio how many times its compressed size a stream may unpack to, once beyond 64 MiB
 * @param maxEntries files, directories and links in all layers together
 * @param pullTimeout for fetching from a registry, as a whole
 */
public record ImageSettings(
        String architecture,
        int maxLayers,
        long maxEntries,
        DataSize maxArchive,
        DataSize maxUnpacked,
        int maxRatio,
        Duration pullTimeout) {

    public static ImageSettings defaults() {
        return new ImageSettings(
                machine(), 512, 1_000_000, DataSize.parse("32Gi"), DataSize.parse("32Gi"), 250, Duration.ofMinutes(30));
    }

    private static String machine() {
        String arch = System.getProperty("os.arch");
        return arch.equals("aarch64") ? "arm64" : arch;
    }
}
