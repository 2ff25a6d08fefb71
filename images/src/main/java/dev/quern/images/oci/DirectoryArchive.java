package dev.quern.images.oci;

import dev.quern.images.tar.TarEntry;
import dev.quern.linux.Directory;
import dev.quern.linux.Errno;
import dev.quern.linux.LinuxException;
import dev.quern.linux.OpenFile;
import java.io.InputStream;
import java.nio.file.Path;

/** An image as a directory; nothing outside of it is read, and no link followed. */
public final class DirectoryArchive implements ImageArchive {
    private final Directory directory;

    private DirectoryArchive(Directory directory) {
        this.directory = directory;
    }

    public static DirectoryArchive open(Path path) {
        return new DirectoryArchive(Directory.open(path));
    }

    @Override
    public boolean has(String name) {
        try (OpenFile file = directory.file(TarEntry.bytes(name))) {
            return file.status().isRegular();
        } catch (LinuxException e) {
            return false;
        }
    }

    @Override
    public InputStream open(String name) {
        try {
            OpenFile file = directory.file(TarEntry.bytes(name));
            if (file.status().isRegular()) {
                return file.stream();
            }
            file.close();
        } catch (LinuxException e) {
            if (!e.is(Errno.ENOENT) && !e.is(Errno.ELOOP) && !e.is(Errno.ENOTDIR) && !e.is(Errno.EXDEV)) {
                throw e;
            }
        }
        throw Invalid.image("The image's file '" + TarEntry.text(name) + "' is missing");
    }

    @Override
    public void close() {
        directory.close();
    }
}
