package dev.quern.cli.image;

import dev.quern.cli.http.Body;
import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An OCI image layout (image-spec 1.1, image-layout.md) sent as a tar stream of its regular files;
 * links are not followed.
 */
final class OciDirectory implements Body {
    private final Path root;

    OciDirectory(Path root) {
        if (!Files.isRegularFile(root.resolve("oci-layout")) || !Files.isRegularFile(root.resolve("index.json"))) {
            throw QuernException.invalid(
                    root + " is not an OCI image directory", "It must hold oci-layout, index.json and blobs.");
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
        tar.file("oci-layout", root.resolve("oci-layout"));
        tar.file("index.json", root.resolve("index.json"));
        List<Path> blobs;
        try (Stream<Path> files = Files.walk(root.resolve("blobs"), 2)) {
            blobs = files.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .toList();
        }
        for (Path blob : blobs) {
            tar.file(root.relativize(blob).toString(), blob);
        }
        tar.finish();
    }
}
