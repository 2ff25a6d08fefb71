package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.tar.TarType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that try to reach outside their tree: refused by layer and entry, and nothing is left behind. */
class HostileLayersTest {
    @TempDir
    Path temp;

    private StoreUnderTest store;
    private Path outside;

    @BeforeEach
    void prepare() throws Exception {
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("victim"), "unharmed");
        store = new StoreUnderTest(temp.resolve("store"));
    }

    @AfterEach
    void theOutsideIsUnharmed() throws Exception {
        assertThat(outside.resolve("victim")).hasContent("unharmed");
        try (var names = Files.list(outside)) {
            assertThat(names).hasSize(1);
        }
    }

    @Test
    void dotDotInNames() throws Exception {
        assertRefused("'..'", "../escape", layer().file("../escape", "x"));
        assertRefused("'..'", "a/../../../escape", layer().file("a/../../../escape", "x"));
        assertRefused("'..'", "a/..", layer().dir("a/..", 0777));
        assertRefused("'..'", "..", layer().symlink("..", "x"));
    }

    @Test
    void absoluteNamesBelongToTheImage() throws Exception {
        LoadedImage loaded = store.load(TestImage.of(layer().file(outside + "/new", "inside")));
        assertThat(store.root(loaded).resolve(outside.toString().substring(1) + "/new"))
                .hasContent("inside");
    }

    @Test
    void writingThroughALinkOfTheSameLayer() throws Exception {
        assertRefused(
                "symbolic link",
                "link/new",
                layer().symlink("link", outside.toString()).file("link/new", "x"));
        assertRefused(
                "symbolic link",
                "up/new",
                layer().symlink("up", "../../../../..").file("up/new", "x"));
        assertRefused(
                "symbolic link",
                "l/d/",
                layer().symlink("l", outside.toString()).dir("l/d/", 0777));
        assertRefused(
                "symbolic link", "l/f", layer().symlink("l", outside.toString()).fifo("l/f"));
        assertRefused(
                "symbolic link", "l/s", layer().symlink("l", outside.toString()).symlink("l/s", "x"));
        assertRefused(
                "symbolic link",
                "a/b/c/new",
                layer().dir("a", 0755).symlink("a/b", outside.toString()).file("a/b/c/new", "x"));
    }

    @Test
    void writingThroughALinkOfALowerLayer() throws Exception {
        assertRefused(
                "symbolic link",
                "link/new",
                layer().symlink("link", outside.toString()),
                layer().file("link/new", "x"));
    }

    @Test
    void aDirectorySwappedForALink() throws Exception {
        assertRefused(
                "symbolic link",
                "d/victim",
                layer().dir("d", 0755).file("d/victim", "1"),
                layer().whiteout("d").symlink("d", outside.toString()),
                layer().file("d/victim", "harmed"));
        assertRefused(
                "symbolic link",
                "d/victim",
                layer().dir("d", 0755).symlink("d", outside.toString()).file("d/victim", "harmed"));
    }

    @Test
    void whiteoutsThroughLinks() throws Exception {
        assertRefused(
                "symbolic link",
                "link/.wh.victim",
                layer().symlink("link", outside.toString()),
                layer().whiteout("link/victim"));
        assertRefused(
                "symbolic link",
                "link/.wh..wh..opq",
                layer().symlink("link", outside.toString()),
                layer().opaque("link"));
        assertRefused("whiteout of nothing", "d/.wh...", layer().dir("d", 0755), layer().file("d/.wh...", ""));
        assertRefused("whiteout of nothing", "d/.wh..", layer().dir("d", 0755), layer().file("d/.wh..", ""));
        assertRefused("whiteout of nothing", "d/.wh.", layer().dir("d", 0755), layer().file("d/.wh.", ""));
    }

    @Test
    void hardLinksToTheOutside() throws Exception {
        assertRefused("'..'", "stolen", layer().hardLink("stolen", "../outside/victim"));
        assertRefused("no directory", "stolen", layer().hardLink("stolen", outside + "/victim"));
        assertRefused(
                "symbolic link",
                "stolen",
                layer().symlink("link", outside.toString()).hardLink("stolen", "link/victim"));
        assertRefused("does not exist", "stolen", layer().hardLink("stolen", "nothing"));
        assertRefused("is a directory", "stolen", layer().dir("d", 0755).hardLink("stolen", "d"));
    }

    @Test
    void aFileOverALinkReplacesTheLink() throws Exception {
        String victim = outside.resolve("victim").toString();
        LoadedImage loaded = store.load(TestImage.of(
                layer().symlink("a", victim).symlink("b", victim).hardLink("c", "b"),
                layer().file("a", "new").file("c", "new too")));
        assertThat(store.root(loaded).resolve("a")).isRegularFile().hasContent("new");
        assertThat(store.root(loaded).resolve("c")).isRegularFile().hasContent("new too");
        assertThat(store.root(loaded).resolve("b")).isSymbolicLink();
    }

    @Test
    void deviceNodes() throws Exception {
        assertRefused("device nodes", "dev/sda", layer().device("dev/sda", TarType.BLOCK_DEVICE, 8, 0));
        assertRefused("device nodes", "dev/mem", layer().device("dev/mem", TarType.CHARACTER_DEVICE, 1, 1));
        assertRefused("device nodes", "dev/null", layer().device("dev/null", TarType.CHARACTER_DEVICE, 1, 1));
        assertRefused("device nodes", "null", layer().device("null", TarType.CHARACTER_DEVICE, 1, 3));
        LoadedImage loaded = store.load(TestImage.of(layer().device("dev/null", TarType.CHARACTER_DEVICE, 1, 3)));
        assertThat(store.root(loaded).resolve("dev")).isEmptyDirectory();
    }

    @Test
    void namesTheFileSystemCannotHold() throws Exception {
        assertRefused("longer than 255", "n".repeat(200), layer().file("n".repeat(300), "x"));
        assertRefused("longer than 4095", "d/d", layer().file("d/".repeat(3000) + "f", "x"));
        assertRefused("deeper than", "d/d", layer().file("d/".repeat(500) + "f", "x"));
        assertRefused("link target", "l", layer().symlink("l", "x".repeat(5000)));
    }

    @Test
    void theRootItself() throws Exception {
        assertRefused("root directory", "/", layer().symlink("/", outside.toString()));
        assertRefused("root directory", "./", layer().file("./", "x"));
    }

    @Test
    void attributesTheKernelWouldActUpon() throws Exception {
        assertRefused(
                "security.unknown", "f", layer().withAttribute("f", TarType.FILE, "security.unknown", new byte[] {1}));
        assertRefused(
                "security.capability",
                "f",
                layer().withAttribute("f", TarType.FILE, "security.capability", new byte[] {1}));
        LoadedImage loaded = store.load(
                TestImage.of(layer().withAttribute("f", TarType.FILE, "trusted.overlay.opaque", new byte[] {'y'})
                        .withAttribute("g", TarType.FILE, "security.selinux", new byte[] {'y'})));
        assertThat(TreeListing.of(store.root(loaded)).get("f")).doesNotContain("trusted");
        assertThat(TreeListing.of(store.root(loaded)).get("g")).doesNotContain("selinux");
    }

    @Test
    void mountPointsOfTheWrongKind() throws Exception {
        for (String name : new String[] {"proc", "dev", "sys", "tmp", ".quern"}) {
            QuernException e = store.failure(
                    TestImage.of(layer().symlink(name, outside.toString())).archive());
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_IMAGE);
            assertThat(e.text()).contains("/" + name);
            store.assertHoldsNothing();
        }
    }

    private static LayerBuilder layer() {
        return new LayerBuilder();
    }

    private void assertRefused(String reason, String entry, LayerBuilder... layers) throws Exception {
        QuernException e = store.failure(TestImage.of(layers).archive());
        assertThat(e).isNotNull();
        assertThat(e.code()).as(e.text()).isEqualTo(ErrorCode.INVALID_IMAGE);
        assertThat(e.text())
                .startsWith("Layer " + layers.length + " of " + layers.length + " (sha256:")
                .contains("entry '" + entry)
                .contains(reason);
        store.assertHoldsNothing();
    }
}
