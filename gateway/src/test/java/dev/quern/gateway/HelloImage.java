package dev.quern.gateway;

import dev.quern.core.image.ImageConfig;
import dev.quern.images.ImageSettings;
import dev.quern.images.build.OciImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Images with one file, {@code /hello}, and nothing that could run. */
public final class HelloImage {
    private HelloImage() {}

    /**
     * An OCI archive; other content, another digest.
     *
     * @param folder of the test's own
     * @param label told apart by it even from images of other tests with the same content
     * @param name in the archive
     */
    public static Path archive(Path folder, String content, String label, String name) throws IOException {
        Path tree = Files.createTempDirectory(folder, "tree");
        Files.writeString(tree.resolve("hello"), content);
        Path archive = Files.createTempFile(folder, "hello", ".tar");
        ImageConfig config = new ImageConfig(
                ImageSettings.defaults().architecture(),
                "linux",
                List.of("/hello"),
                List.of(),
                List.of(),
                "/",
                "",
                Map.of("test", label));
        OciImageBuilder.writeOciArchive(tree, config, name, archive);
        return archive;
    }
}
