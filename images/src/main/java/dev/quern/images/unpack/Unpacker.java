package dev.quern.images.unpack;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.oci.ImageArchive;
import dev.quern.images.oci.Invalid;
import dev.quern.images.oci.SourceImage;
import dev.quern.images.oci.SourceImage.Layer;
import dev.quern.linux.Directory;
import dev.quern.linux.FileStatus;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Unpacks all layers of an image into an empty directory, verifying them on the way. */
public final class Unpacker {
    private final ImageArchive archive;
    private final FileStore store;
    private final Budget budget;
    private final int maxRatio;

    public Unpacker(ImageArchive archive, FileStore store, Budget budget, int maxRatio) {
        this.archive = archive;
        this.store = store;
        this.budget = budget;
        this.maxRatio = maxRatio;
    }

    /**
     * @param root empty, its mode and owner are set
     * @param scratch on the same file system, used by this call alone
     * @return the size of the tree's files in bytes, every file counted once
     */
    public long unpack(SourceImage image, Directory root, Directory scratch, Consumer<String> progress) {
        root.chmod(0755);
        root.times(0, 0);
        Tree tree = new Tree(root, budget);
        FileWriter files = new FileWriter(store, scratch);
        LayerApplier applier = new LayerApplier(tree, files, budget);
        List<Layer> layers = image.layers();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            String title = "Layer " + (i + 1) + " of " + layers.size();
            progress.accept(title + ": unpacking " + layer.diffId());
            apply(layer, title + " (" + layer.diffId() + ")", applier, i == 0);
        }
        new MountPoints(tree, files).add();
        return size(root, new HashSet<>());
    }

    private void apply(Layer layer, String title, LayerApplier applier, boolean lowest) {
        try (LayerInput tar = LayerInput.open(archive.open(layer.file()), budget.streamBytes(), maxRatio)) {
            applier.apply(tar, lowest);
            // the digests are of everything, also of what follows the archive's end
            LayerInput.Digests digests = tar.finish();
            check(layer.digest(), digests.stored());
            check(layer.diffId(), digests.content());
        } catch (QuernException e) {
            throw e.code() == ErrorCode.INVALID_IMAGE
                    ? new QuernException(
                            e.code(), title + ", " + e.text(), e.fix().orElse(null), e)
                    : e;
        } catch (IOException e) {
            throw Invalid.unreadable(title, e);
        }
    }

    private static void check(String expected, String actual) {
        if (!expected.equals(actual)) {
            throw Invalid.image(
                    "its content has the digest " + actual + ", expected was " + expected,
                    "Save or pull the image again.");
        }
    }

    private static long size(Directory directory, Set<Long> counted) {
        long size = 0;
        for (String name : directory.list()) {
            FileStatus status = directory.status(name).orElseThrow();
            if (status.isDirectory()) {
                try (Directory inner = directory.directory(name)) {
                    size += size(inner, counted);
                }
            } else if (status.isRegular() && (status.links() <= 2 || counted.add(status.inode()))) {
                size += status.size();
            }
        }
        return size;
    }
}
