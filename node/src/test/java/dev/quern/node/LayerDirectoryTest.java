package dev.quern.node;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import dev.quern.core.function.Layer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerDirectoryTest {
    @TempDir
    Path root;

    private void require(String directory) {
        LayerDirectory.require(root, Layer.parse("image:lib:1:" + directory + ":/opt"));
    }

    private void refused(String directory, String why) {
        assertThatThrownBy(() -> require(directory))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("has no directory " + directory + ": " + why)
                .message()
                .doesNotContain(root.toString());
    }

    @Test
    void aDirectoryIsTakenAndAllElseIsRefusedWithItsReason() throws IOException {
        Files.createDirectories(root.resolve("a/bä"));
        Files.createFile(root.resolve("a/file"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("a"));
        Files.createSymbolicLink(root.resolve("a/out"), Path.of("/etc"));
        Files.createSymbolicLink(root.resolve("up"), Path.of("../x"));
        assertThatCode(() -> require("/a/bä")).doesNotThrowAnyException();
        assertThatCode(() -> require("/")).doesNotThrowAnyException();
        refused("/a/none/x", "/a/none is not there");
        refused("/a/file", "/a/file is no directory");
        refused("/link/bä", "/link is a symbolic link");
        refused("/a/out", "/a/out is a symbolic link that leaves the image");
        refused("/up/x", "/up is a symbolic link that leaves the image");
    }
}
