package dev.quern.images;

import dev.quern.core.image.Image;
import dev.quern.images.oci.ImageArchive;
import dev.quern.images.oci.ImageReader;
import dev.quern.images.oci.SourceImage;
import dev.quern.images.oci.SpooledArchive;
import dev.quern.images.unpack.Budget;
import dev.quern.images.unpack.Unpacker;
import dev.quern.linux.Directory;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** The steps of a load: spool the archive, read what it describes, unpack, publish. */
final class Loader {
    /** Unpacking is work for a core and the disk; more at once only takes longer. */
    private static final int UNPACKING_AT_ONCE = 2;

    private final ImageSettings settings;
    private final StoreLayout layout;
    private final Map<String, Image> images;
    private final DigestLocks locks;
    private final Semaphore unpacking = new Semaphore(UNPACKING_AT_ONCE);

    Loader(ImageSettings settings, StoreLayout layout, Map<String, Image> images, DigestLocks locks) {
        this.settings = settings;
        this.layout = layout;
        this.images = images;
        this.locks = locks;
    }

    LoadedImage load(InputStream stream, Progress progress) throws Exception {
        try (Workspace workspace = layout.workspace();
                Directory directory = workspace.make("archive")) {
            progress.report("Reading the archive");
            try (ImageArchive archive =
                    SpooledArchive.read(stream, settings.maxArchive().bytes(), settings.maxRatio(), directory)) {
                return load(archive, progress);
            }
        }
    }

    LoadedImage load(ImageArchive archive, Progress progress) throws Exception {
        SourceImage source = new ImageReader(archive, settings.architecture(), settings.maxLayers()).read();
        return locks.run(source.digest(), () -> {
            Image present = images.get(source.digest());
            if (present != null) {
                progress.report("Already present: " + source.digest());
                return new LoadedImage(present, source.names(), true);
            }
            unpacking.acquire();
            try {
                Image image = unpack(archive, source, progress);
                images.put(image.digest(), image);
                progress.report("Loaded " + image.digest());
                return new LoadedImage(image, source.names(), false);
            } finally {
                unpacking.release();
            }
        });
    }

    private Image unpack(ImageArchive archive, SourceImage source, Progress progress) {
        boolean clean = false;
        try {
            Image image = unpackAndPublish(archive, source, progress);
            clean = source.layers().size() <= 1;
            return image;
        } finally {
            if (!clean) {
                // a failed image's files, and those that a layer brought and a later one replaced
                layout.files().collectGarbage();
            }
        }
    }

    private Image unpackAndPublish(ImageArchive archive, SourceImage source, Progress progress) {
        try (Workspace workspace = layout.workspace();
                Directory scratch = workspace.make("scratch");
                Directory tree = workspace.make("tree")) {
            tree.makeDirectory("root", 0700);
            long size;
            try (Directory root = tree.directory("root")) {
                Budget budget =
                        new Budget(settings.maxEntries(), settings.maxUnpacked().bytes());
                size = new Unpacker(archive, layout.files(), budget, settings.maxRatio())
                        .unpack(source, root, scratch, progress::report);
            }
            Image image = new Image(
                    source.digest(), source.config(), size, Instant.now().truncatedTo(ChronoUnit.MILLIS));
            layout.publish(workspace, image);
            return image;
        }
    }
}
