package dev.quern.images;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.image.Image;
import dev.quern.images.oci.Digest;
import dev.quern.images.oci.DirectoryArchive;
import dev.quern.images.oci.ImageArchive;
import dev.quern.images.pull.PullSettings;
import dev.quern.images.pull.Puller;
import dev.quern.linux.Directory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The images of one machine, unpacked: a tree for each, files shared between them. Used by many threads
 * of one process; a second process on the same directory is the caller's to exclude.
 *
 * <p>A load either publishes the whole image or leaves nothing behind, whatever ends it; an image that
 * was loaded is there after a crash of the process or the machine.
 *
 * <p>Errors: invalid_image for what is wrong with an image, disk_full, registry_failed,
 * image_not_found.
 */
public final class ImageStore implements AutoCloseable {
    private final ImageSettings settings;
    private final PullSettings pulls;
    private final StoreLayout layout;
    private final Loader loader;
    private final Map<String, Image> images = new ConcurrentHashMap<>();
    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    private final DigestLocks locks = new DigestLocks();

    private ImageStore(ImageSettings settings, PullSettings pulls, StoreLayout layout) {
        this.settings = settings;
        this.pulls = pulls;
        this.layout = layout;
        this.loader = new Loader(settings, layout, images, locks);
        layout.images().forEach(image -> images.put(image.digest(), image));
    }

    /** Opens or makes the store and removes what a dead predecessor left unfinished. */
    public static ImageStore open(Path dir, ImageSettings settings) {
        return open(dir, settings, PullSettings.DEFAULT);
    }

    public static ImageStore open(Path dir, ImageSettings settings, PullSettings pulls) {
        try {
            Files.createDirectories(dir);
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.INTERNAL, "The directory of the images cannot be made: " + e.getMessage(), null, e);
        }
        return new ImageStore(settings, pulls, StoreLayout.open(dir.toAbsolutePath()));
    }

    /**
     * Loads a docker archive ({@code docker save}) or OCI archive, as it is or compressed with gzip or
     * zstd. The stream is read to its end and not closed.
     */
    public LoadedImage load(InputStream archive, Progress progress) {
        InputStream kept = new FilterInputStream(archive) {
            @Override
            public void close() {
                // the caller's
            }
        };
        return LoadThread.run(() -> loader.load(kept, progress));
    }

    /** Loads an archive file, or an OCI image layout that is a directory. */
    public LoadedImage load(Path archiveOrOciDirectory, Progress progress) {
        if (Files.isDirectory(archiveOrOciDirectory)) {
            return LoadThread.run(() -> {
                try (DirectoryArchive archive = DirectoryArchive.open(archiveOrOciDirectory)) {
                    return loader.load(archive, progress);
                }
            });
        }
        try (InputStream in = Files.newInputStream(archiveOrOciDirectory)) {
            return load(in, progress);
        } catch (IOException e) {
            throw new QuernException(
                    ErrorCode.NOT_FOUND,
                    "'" + archiveOrOciDirectory.getFileName() + "' cannot be read: " + e.getMessage(),
                    null,
                    e);
        }
    }

    /** Loads an image from wherever {@code archive} reads it, without a copy on the way; closes it. */
    public LoadedImage load(ImageArchive archive, Progress progress) {
        return LoadThread.run(() -> {
            try (archive) {
                return loader.load(archive, progress);
            }
        });
    }

    /**
     * Fetches an image from a registry.
     *
     * @param source {@code docker://registry/name:tag} or {@code docker://registry/name@sha256:…}
     * @param authFile credentials in the format of containers-auth.json(5); without it none are used
     */
    public LoadedImage pull(String source, Optional<Path> authFile, Progress progress) {
        RegistrySource checked = RegistrySource.parse(source);
        return LoadThread.run(() -> {
            try (Workspace workspace = layout.workspace()) {
                LoadedImage loaded = SignaturePolicy.isAnythingAccepted()
                        ? pull(checked, authFile, workspace, progress)
                        : copy(checked, authFile, workspace, progress);
                return new LoadedImage(loaded.image(), List.of(checked.name()), loaded.alreadyPresent());
            }
        });
    }

    private LoadedImage pull(RegistrySource source, Optional<Path> authFile, Workspace workspace, Progress progress)
            throws Exception {
        // Layers are read by threads of their own, which say how far they are; the caller hears one at a time.
        ReentrantLock speaking = new ReentrantLock();
        Progress orderly = line -> {
            speaking.lock();
            try {
                progress.report(line);
            } finally {
                speaking.unlock();
            }
        };
        return new Puller(pulls, settings.pullTimeout(), settings.maxArchive())
                .pull(source.name(), authFile, workspace.path(), orderly, image -> loader.load(image, orderly));
    }

    /** By skopeo, which knows signatures. */
    private LoadedImage copy(RegistrySource source, Optional<Path> authFile, Workspace workspace, Progress progress)
            throws Exception {
        Path target = workspace.path().resolve("pulled");
        new Skopeo(settings).copy(source, authFile, target, progress);
        try (DirectoryArchive archive = DirectoryArchive.open(target)) {
            return loader.load(archive, progress);
        }
    }

    public Optional<Image> find(String digest) {
        return Optional.ofNullable(images.get(digest));
    }

    /** As {@link #find}, and counts as a use: see {@link #usedAt}. */
    public Optional<Image> use(String digest) {
        Image image = images.get(digest);
        if (image != null) {
            used.put(digest, Instant.now());
        }
        return Optional.ofNullable(image);
    }

    /** When the image was last used, or loaded, by this process; its first sight of it counts as well. */
    public Instant usedAt(String digest) {
        return used.computeIfAbsent(digest, _ -> Instant.now());
    }

    /** All images, newest first. */
    public List<Image> list() {
        return images.values().stream()
                .sorted(Comparator.comparing(Image::loadedAt).reversed().thenComparing(Image::digest))
                .toList();
    }

    /** Removes an image and the files only it has; that nobody uses it is the caller's to know. */
    public void remove(String digest) {
        LoadThread.run(() -> {
            require(digest);
            locks.run(digest, () -> {
                if (images.remove(digest) != null) {
                    layout.remove(digest);
                    used.remove(digest);
                }
                return digest;
            });
            return digest;
        });
    }

    /** The image's tree: owners unshifted, to be mounted read-only. */
    public Path root(String digest) {
        return layout.root(require(digest).digest());
    }

    /**
     * The user of the image's configuration, by its own {@code /etc/passwd} and {@code /etc/group}.
     *
     * @throws QuernException invalid_image if the image has no such user or group
     */
    public ImageUser user(String digest) {
        Image image = require(digest);
        try (Directory root = layout.openRoot(image.digest())) {
            return new UserLookup(root).find(image.config().user());
        }
    }

    /** Gives the directory's descriptors back, once nothing uses the store any more. */
    @Override
    public void close() {
        layout.close();
    }

    private Image require(String digest) {
        return find(digest)
                .orElseThrow(() -> new QuernException(
                        ErrorCode.IMAGE_NOT_FOUND,
                        Digest.isDigest(digest)
                                ? "There is no image " + digest
                                : "This is no image digest: write sha256: and 64 hexadecimal digits",
                        "List images with 'quern image ls'."));
    }
}
