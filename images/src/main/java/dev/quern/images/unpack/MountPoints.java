package dev.quern.images.unpack;

import dev.quern.images.oci.Invalid;
import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarType;
import dev.quern.linux.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What a sandbox mounts upon in the read-only tree, added where the image lacks it: the directories
 * {@code proc dev sys tmp .quern} and the files {@code .quern/init etc/hosts etc/resolv.conf
 * etc/hostname}. What the image has of the right type stays; a symbolic link in the place of one of the
 * files is replaced by an empty file, since a mount would follow it; anything else is refused.
 */
final class MountPoints {
    private final Tree tree;
    private final FileWriter files;

    MountPoints(Tree tree, FileWriter files) {
        this.tree = tree;
        this.files = files;
    }

    void add() {
        for (String name : new String[] {"proc", "dev", "sys", ".quern"}) {
            directory(name, 0755);
        }
        directory("tmp", 01777);
        file(".quern/init", 0755);
        if (!isOther("etc")) {
            directory("etc", 0755);
            file("etc/hosts", 0644);
            file("etc/resolv.conf", 0644);
            file("etc/hostname", 0644);
        }
    }

    private boolean isOther(String path) {
        boolean[] other = new boolean[1];
        tree.within(
                EntryPath.parse(""),
                root -> other[0] =
                        root.status(path).map(status -> !status.isDirectory()).orElse(false));
        return other[0];
    }

    private void directory(String path, int mode) {
        tree.inParent(EntryPath.parse(path), (parent, name) -> {
            Optional<FileStatus> there = parent.status(name);
            if (there.isEmpty()) {
                parent.makeDirectory(name, mode);
                parent.chmod(name, mode);
                parent.times(name, 0, 0);
            } else if (!there.get().isDirectory()) {
                throw Invalid.image(
                        "The image's /" + path + " is no directory, so a sandbox cannot mount its own there");
            }
        });
    }

    private void file(String path, int mode) {
        EntryPath entryPath = EntryPath.parse(path);
        tree.inParent(entryPath, (parent, name) -> {
            Optional<FileStatus> there = parent.status(name);
            if (there.map(FileStatus::isSymlink).orElse(false)) {
                parent.unlink(name);
                there = Optional.empty();
            }
            if (there.isEmpty()) {
                try {
                    files.write(
                            entryPath,
                            TarEntry.plain(path, TarType.FILE, mode, 0),
                            InputStream.nullInputStream(),
                            parent,
                            name);
                } catch (IOException e) {
                    throw new AssertionError("an empty stream cannot fail", e);
                }
            } else if (!there.get().isRegular()) {
                throw Invalid.image("The image's /" + path + " is no file, so a sandbox cannot mount its own there");
            }
        });
    }
}
