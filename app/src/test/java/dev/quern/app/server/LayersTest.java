package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.image.ImageConfig;
import dev.quern.images.ImageSettings;
import dev.quern.images.build.OciImageBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers of functions, from images and from the host. */
class LayersTest {
    @TempDir
    static Path directory;

    static Terminal quern;
    static Path shared;

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        shared = Files.createDirectory(directory.toRealPath().resolve("shared"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.writeString(shared.resolve("greeting"), "from the host");
        quern = new Terminal(directory, shared);
        quern.must("image", "load", Busybox.archive(directory).toString());
    }

    @AfterAll
    static void stop() {
        quern.close();
    }

    /** An image with {@code /lib/greeting} a link {@code /link} to the folder, and {@code /out}, which leads out of it. */
    private static void library(String name, String greeting) throws IOException {
        Path tree = Files.createTempDirectory(directory, "library");
        Files.setPosixFilePermissions(tree, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(tree.resolve("lib"));
        Files.writeString(tree.resolve("lib/greeting"), greeting);
        Files.createSymbolicLink(tree.resolve("link"), Path.of("lib"));
        Files.createSymbolicLink(tree.resolve("out"), Path.of("/"));
        Path archive = Files.createTempFile(directory, "library", ".tar");
        ImageConfig config = new ImageConfig(
                ImageSettings.defaults().architecture(), "linux", List.of(), List.of(), List.of(), "/", "", Map.of());
        OciImageBuilder.writeOciArchive(tree, config, name, archive);
        quern.must("image", "load", archive.toString());
    }

    private static void deploy(String function, String layer, String... command) {
        List<String> words =
                new java.util.ArrayList<>(List.of("deploy", function, "--image", "busybox", "--layer", layer, "--"));
        words.addAll(List.of(command));
        quern.must(words.toArray(String[]::new));
    }

    @Test
    void aLibraryIsUpdatedWithoutItsFunctionsImage() throws Exception {
        library("library:1", "first");
        deploy("greet", "image:library:1:/lib:/opt/lib", "cat", "/opt/lib/greeting");
        assertThat(quern.call("greet", "").body()).isEqualTo("first");
        String pinned = quern.must("version", "get", "greet@1", "-o", "json");
        assertThat(pinned).containsPattern("image:library:1@sha256:[0-9a-f]{64}:/lib:/opt/lib");

        // The name moves: the version keeps what it was deployed with, the next one has what is new.
        library("library:1", "second");
        assertThat(quern.call("greet", "").body()).isEqualTo("first");
        deploy("greet", "image:library:1:/lib:/opt/lib", "cat", "/opt/lib/greeting");
        assertThat(quern.call("greet", "").body()).isEqualTo("second");
    }

    @Test
    void aLayersImageStaysWhileAVersionHasIt() throws Exception {
        library("kept:1", "kept");
        deploy("keeps", "image:kept:1:/kept", "cat", "/kept/lib/greeting");
        Terminal.Ran refused = quern.run("image", "rm", "kept:1");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.error()).contains("is used by default/keeps@1");
        assertThat(quern.call("keeps", "").body()).isEqualTo("kept");
        quern.must("function", "rm", "keeps");
        quern.must("image", "rm", "kept:1");
    }

    @Test
    void nothingCanBeWrittenToALayer() throws Exception {
        library("fixed:1", "fixed");
        deploy(
                "writes",
                "image:fixed:1:/lib:/fixed",
                "sh",
                "-c",
                "echo changed > /fixed/greeting || cat /fixed/greeting");
        assertThat(quern.call("writes", "").body()).isEqualTo("fixed");
        deploy("writes", shared + ":/fixed", "sh", "-c", "echo changed > /fixed/greeting || cat /fixed/greeting");
        assertThat(quern.call("writes", "").body()).isEqualTo("from the host");
    }

    @Test
    void aLayerFromTheHostNeedsTheOperatorsLeave() {
        Terminal.Ran refused = quern.run("deploy", "reads", "--image", "busybox", "--layer", "/etc:/host");
        assertThat(refused.code()).isNotZero();
        assertThat(refused.error()).contains("not allowed here");
    }

    @Test
    void whatALayerLacksIsSaidAtDeployWithoutAPathOfTheMachine() throws Exception {
        library("lacks:1", "lacks");
        for (String inside : List.of("/none", "/link", "/lib/greeting", "/out", "/out/etc")) {
            Terminal.Ran refused =
                    quern.run("deploy", "lacks", "--image", "busybox", "--layer", "image:lacks:1:" + inside + ":/x");
            assertThat(refused.code()).isNotZero();
            assertThat(refused.error())
                    .contains("has no directory " + inside, "none of whose parts is a symbolic link")
                    .doesNotContain(directory.toString());
        }
        assertThat(quern.run("version", "ls", "lacks").code()).isNotZero();
    }

    @Test
    void layersDoNotHideOneAnother() {
        for (String[] pair : new String[][] {
            {shared + ":/a", shared + ":/a"}, {shared + ":/a", shared + ":/a/b"}, {shared + ":/a/b", shared + ":/a"}
        }) {
            Terminal.Ran refused =
                    quern.run("deploy", "pair", "--image", "busybox", "--layer", pair[0], "--layer", pair[1]);
            assertThat(refused.code()).isNotZero();
            assertThat(refused.error()).contains("overlap");
        }
        assertThat(quern.run("deploy", "x", "--image", "busybox", "--layer", "image:none:/a")
                        .error())
                .contains("no image 'none'");
        assertThat(quern.run("deploy", "x", "--image", "busybox", "--layer", shared + ":/tmp/a")
                        .error())
                .contains("/tmp");
    }
}
