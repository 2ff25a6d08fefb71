package dev.quern.images.oci;

import dev.quern.core.image.ImageConfig;
import dev.quern.images.oci.ConfigFile.Execution;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checked image configuration.
 *
 * @param diffIds digests of the uncompressed layers, lowest first
 */
record Configuration(ImageConfig config, List<String> diffIds) {
    private static final int MOST_PORTS = 100;
    private static final Execution NOTHING = new Execution(null, null, null, null, null, null, null);

    /** @throws dev.quern.core.error.QuernException invalid_image, also for another platform */
    static Configuration read(byte[] json, String architecture, int layers, int maxLayers) {
        ConfigFile file = Documents.config(json);
        checkPlatform(orEmpty(file.os()), orEmpty(file.architecture()), architecture);
        List<String> diffIds =
                file.rootfs() == null ? List.of() : Documents.list(file.rootfs().diffIds());
        if (diffIds.size() != layers) {
            throw Invalid.image(
                    "The image's configuration names " + diffIds.size() + " layers, its manifest " + layers);
        }
        if (layers > maxLayers) {
            throw Invalid.image("The image has " + layers + " layers, allowed are " + maxLayers);
        }
        diffIds.forEach(id -> Digest.of("configuration", id));
        return new Configuration(config(file), diffIds);
    }

    private static ImageConfig config(ConfigFile file) {
        Execution run = file.config() == null ? NOTHING : file.config();
        String directory = orEmpty(run.workingDir());
        ImageConfig config = new ImageConfig(
                orEmpty(file.architecture()),
                orEmpty(file.os()),
                Documents.list(run.entrypoint()),
                Documents.list(run.cmd()),
                Documents.list(run.env()),
                directory.startsWith("/") ? directory : "/" + directory,
                orEmpty(run.user()),
                labels(run.labels()),
                run.exposedPorts() == null
                        ? List.of()
                        : run.exposedPorts().keySet().stream()
                                .limit(MOST_PORTS)
                                .sorted()
                                .toList());
        checkText(config.entrypoint());
        checkText(config.command());
        checkText(config.environment());
        checkText(config.exposedPorts());
        checkText(List.of(config.workingDirectory(), config.user()));
        return config;
    }

    /** A NUL would end the argument early where the kernel reads it. */
    private static void checkText(List<String> values) {
        for (String value : values) {
            if (value.indexOf('\0') >= 0) {
                throw Invalid.image("The image's configuration holds a NUL character");
            }
        }
    }

    static void checkPlatform(String os, String architecture, String own) {
        if (!os.equals("linux") || !architecture.equals(own)) {
            throw otherPlatform(os + "/" + architecture, own);
        }
    }

    static RuntimeException otherPlatform(String found, String own) {
        return Invalid.image(
                "The image is for " + found + ", this machine runs linux/" + own,
                "Build or save the image for this machine, for example with 'docker build --platform linux/" + own
                        + "'.");
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static Map<String, String> labels(@Nullable Map<String, String> labels) {
        Map<String, String> known = new HashMap<>();
        if (labels != null) {
            labels.forEach((key, value) -> known.put(key, orEmpty(value)));
        }
        return known;
    }
}
