package dev.quern.cli.build;

import dev.quern.cli.http.Body;
import dev.quern.cli.image.TarWriter;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A directory as a tar stream, names in order; links are sent as links, sockets and devices are not, nor is {@code .git}. */
final class DirectoryBody implements Body {
    private static final String GIT = ".git";

    private final Path root;

    DirectoryBody(Path root) {
        if (!Files.isDirectory(root)) {
            throw QuernException.invalid(root + " is not a directory", "Name the directory to build.");
        }
        this.root = root;
    }

    @Override
    public long length() {
        return -1;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        TarWriter tar = new TarWriter(out);
        add(tar, root, "");
        tar.finish();
    }

    private static void add(TarWriter tar, Path directory, String prefix) throws IOException {
        List<Path> children;
        try (Stream<Path> list = Files.list(directory)) {
            children = list.sorted().toList();
        }
        for (Path child : children) {
            String name = prefix + child.getFileName();
            if (name.equals(GIT)) {
                continue;
            }
            if (Files.isSymbolicLink(child)) {
                tar.symlink(name, Files.readSymbolicLink(child).toString());
            } else if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                tar.directory(name);
                add(tar, child, name + "/");
            } else if (Files.isRegularFile(child, LinkOption.NOFOLLOW_LINKS)) {
                tar.file(name, child, Files.isExecutable(child) ? 0755 : 0644);
            }
        }
    }
}
