package dev.quern.images;

import dev.quern.core.image.Image;
import dev.quern.images.oci.Digest;
import dev.quern.images.unpack.FileStore;
import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store on disk:
 *
 * <pre>
 * tmp/N/                    work not published: archive/, scratch/, tree/
 * files/ab/cdef…            regular files by key, see FileStore
 * trees/HEX/root/           the tree of the image with the digest sha256:HEX
 * trees/HEX/image.json      what is known of it
 * </pre>
 *
 * <p>A tree appears by one rename, after everything it consists of has reached the disk (syncfs); what
 * is in {@code trees/} is therefore whole, also after a power failure. Work in {@code tmp/} is durable
 * as a name before it puts anything into {@code files/}: if a predecessor died, its name is found, and
 * the files it left, which may never have reached the disk, are collected before anybody links them.
 *
 * <p>Trees hold setuid programs of unknown origin: the store is closed to everybody but its owner.
 */
final class StoreLayout implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoreLayout.class);
    private static final JsonType<StoredImage> JSON = Jsonb.builder().build().type(StoredImage.class);
    private static final String DOCUMENT = "image.json";

    private final Path path;
    private final Directory tmp;
    private final Directory trees;
    private final FileStore files;
    private final AtomicLong next = new AtomicLong();

    private StoreLayout(Path path, Directory tmp, Directory trees, FileStore files) {
        this.path = path;
        this.tmp = tmp;
        this.trees = trees;
        this.files = files;
    }

    static StoreLayout open(Path path) {
        try (Directory base = Directory.open(path)) {
            base.chmod(0700);
            StoreLayout layout =
                    new StoreLayout(path, made(base, "tmp"), made(base, "trees"), new FileStore(made(base, "files")));
            List<String> leftovers = layout.tmp.list();
            if (!leftovers.isEmpty()) {
                leftovers.forEach(layout.tmp::removeTree);
                layout.files.collectGarbage();
            }
            return layout;
        }
    }

    private static Directory made(Directory base, String name) {
        if (base.status(name).isEmpty()) {
            base.makeDirectory(name, 0700);
        }
        return base.directory(name);
    }

    FileStore files() {
        return files;
    }

    Path root(String digest) {
        return path.resolve("trees").resolve(Digest.hex(digest)).resolve("root");
    }

    Directory openRoot(String digest) {
        return trees.directory(Digest.hex(digest) + "/root");
    }

    /** The images of all published trees. */
    List<Image> images() {
        List<Image> images = new ArrayList<>();
        for (String hex : trees.list()) {
            try (InputStream in = trees.file(hex + "/" + DOCUMENT).stream()) {
                images.add(JSON.fromJson(in).toImage());
            } catch (IOException | RuntimeException e) {
                LOG.warn("image sha256:{} is left out, its description cannot be read: {}", hex, e.toString());
            }
        }
        return images;
    }

    Workspace workspace() {
        String name = Long.toString(next.incrementAndGet());
        tmp.makeDirectory(name, 0700);
        tmp.sync();
        return new Workspace(tmp, name, path.resolve("tmp").resolve(name));
    }

    /**
     * Makes the workspace's tree the image's.
     *
     * @return false if there is one already, then nothing happens
     */
    boolean publish(Workspace workspace, Image image) {
        try (Directory tree = workspace.directory("tree")) {
            byte[] json = JSON.toJson(StoredImage.of(image)).getBytes(StandardCharsets.UTF_8);
            try (var document = tree.create(DOCUMENT)) {
                document.write(json, 0, json.length);
            }
        }
        trees.syncFileSystem();
        try (Directory from = workspace.directory("")) {
            from.rename("tree", trees, Digest.hex(image.digest()));
        } catch (LinuxException e) {
            if (e.is(Errno.ENOTEMPTY) || e.is(Errno.EEXIST)) {
                return false;
            }
            throw e;
        }
        trees.sync();
        return true;
    }

    /** Takes the tree away at once, then deletes it and the files only it had. */
    void remove(String digest) {
        try (Workspace workspace = workspace()) {
            try (Directory to = workspace.directory("")) {
                trees.rename(Digest.hex(digest), to, "tree");
            }
            trees.sync();
        }
        files.collectGarbage();
    }

    @Override
    public void close() {
        tmp.close();
        trees.close();
        files.close();
    }
}
