package dev.quern.app.server;

import dev.quern.core.image.ImageConfig;
import dev.quern.images.ImageSettings;
import dev.quern.images.build.OciImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An OCI archive of busybox, assembled from the machine's own. */
final class Busybox {
    private Busybox() {}

    static Path archive(Path directory) throws IOException {
        Path root = Files.createDirectories(directory.resolve("busybox-root"));
        Files.createDirectories(root.resolve("bin"));
        Files.copy(Path.of("/usr/bin/busybox"), root.resolve("bin/busybox"));
        for (String command : List.of("sh", "cat", "echo", "sleep", "true", "false", "id", "head")) {
            Files.createSymbolicLink(root.resolve("bin").resolve(command), Path.of("busybox"));
        }
        Path archive = directory.resolve("busybox.tar");
        ImageConfig config = new ImageConfig(
                ImageSettings.defaults().architecture(),
                "linux",
                List.of(),
                List.of("/bin/cat"),
                List.of("PATH=/bin"),
                "/",
                "1000:1000",
                Map.of());
        OciImageBuilder.writeOciArchive(root, config, "busybox:latest", archive);
        return archive;
    }
}
