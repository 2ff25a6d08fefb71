package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files are stored once for all images, live as long as one has them, and survive what happens around. */
class SharingTest {
    @TempDir
    Path temp;

    private StoreUnderTest store;

    @BeforeEach
    void openStore() {
        store = new StoreUnderTest(temp.resolve("store"));
    }

    @Test
    void imagesOnTheSameLayerShareItsFiles() throws Exception {
        Path first = store.root(store.load(TestImage.of(base(), new LayerBuilder().file("own1", "1"))));
        Path second = store.root(store.load(TestImage.of(base(), new LayerBuilder().file("own2", "2"))));

        assertThat(inode(first.resolve("lib/shared"))).isEqualTo(inode(second.resolve("lib/shared")));
        assertThat(inode(first.resolve("lib/equal-a"))).isNotEqualTo(inode(first.resolve("lib/equal-b")));
    }

    @Test
    void removingAnImageKeepsTheFilesOfOthers() throws Exception {
        LoadedImage first = store.load(TestImage.of(base(), new LayerBuilder().file("own1", "1")));
        LoadedImage second = store.load(TestImage.of(base(), new LayerBuilder().file("own2", "2")));
        int before = store.files().size();

        store.store.remove(first.image().digest());

        assertThat(store.files()).hasSize(before - 1);
        assertThat(store.root(second).resolve("lib/shared")).hasContent("shared");
        assertThat(store.store.list()).containsExactly(second.image());
        store.store.remove(second.image().digest());
        store.assertHoldsNothing();
        assertThatThrownBy(() -> store.store.remove(second.image().digest()))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_NOT_FOUND));
    }

    @Test
    void filesALaterLayerReplacesAreNotKept() throws Exception {
        store.load(TestImage.of(
                new LayerBuilder().file("changed", "before").file("gone", "x"),
                new LayerBuilder().file("changed", "after").whiteout("gone")));
        // what is left: "changed" and the four files for mounts
        assertThat(store.files()).hasSize(5);
    }

    @Test
    void concurrentLoadsOfOneImageGiveOneTree() throws Exception {
        byte[] archive = large("one").archive();
        List<LoadedImage> loaded = together(List.of(
                () -> store.load(archive),
                () -> store.load(archive),
                () -> store.load(archive),
                () -> store.load(archive)));
        assertThat(loaded).filteredOn(image -> !image.alreadyPresent()).hasSize(1);
        assertThat(loaded)
                .extracting(LoadedImage::image)
                .containsOnly(loaded.getFirst().image());
        assertThat(store.store.list()).hasSize(1);
    }

    @Test
    void removingOneImageWhileItsTwinLoadsLosesNoFile() throws Exception {
        byte[] twin = large("twin").archive();
        for (int round = 0; round < 5; round++) {
            LoadedImage going = store.load(large("going").archive());
            List<LoadedImage> loaded = together(List.of(() -> store.load(twin), () -> {
                store.store.remove(going.image().digest());
                return going;
            }));
            Path root = store.root(loaded.getFirst());
            for (int i = 0; i < 300; i++) {
                assertThat(root.resolve("d/f" + i)).hasContent("content " + i);
            }
            store.store.remove(loaded.getFirst().image().digest());
            store.assertHoldsNothing();
        }
    }

    @Test
    void whatADeadPredecessorLeftIsRemovedAtOpening() throws Exception {
        LoadedImage kept = store.load(TestImage.of(base()));
        Path leftover = Files.createDirectories(store.directory.resolve("tmp/77/tree/root"));
        Path unfinished = Files.writeString(store.directory.resolve("files/00").resolve("0".repeat(62)), "");
        Files.createLink(leftover.resolve("f"), unfinished);
        int before = store.files().size();

        StoreUnderTest again = new StoreUnderTest(store.directory);

        assertThat(store.directory.resolve("tmp")).isEmptyDirectory();
        assertThat(again.files()).hasSize(before - 1);
        assertThat(again.root(kept).resolve("lib/shared")).hasContent("shared");
    }

    @Test
    void theStoreIsClosedToOthers() throws Exception {
        assertThat(Programs.run("stat", "-c", "%a", store.directory.toString())).isEqualTo("700\n");
    }

    @Test
    void aFileWithMoreNamesThanTheFileSystemAllowsIsCopied() throws Exception {
        // ext4 allows 65,000 names for one file
        LayerBuilder layer = new LayerBuilder().file("f", "content", 0640, 7, 8);
        for (int i = 0; i < 66_000; i++) {
            layer.hardLink("links/" + i, "f");
        }
        Path root = store.root(store.load(TestImage.of(layer)));
        assertThat(root.resolve("links/0")).hasContent("content");
        assertThat(root.resolve("links/65999")).hasContent("content");
        assertThat(Programs.run(
                        "stat", "-c", "%a %u %g %Y", root.resolve("links/65999").toString()))
                .isEqualTo(Programs.run(
                        "stat", "-c", "%a %u %g %Y", root.resolve("f").toString()));
    }

    private static LayerBuilder base() {
        return new LayerBuilder()
                .dir("lib", 0755)
                .file("lib/shared", "shared")
                .file("lib/equal-a", "equal")
                .file("lib/equal-b", "equal");
    }

    private static TestImage large(String name) {
        LayerBuilder layer = new LayerBuilder().dir("d", 0755);
        for (int i = 0; i < 300; i++) {
            layer.file("d/f" + i, "content " + i);
        }
        return TestImage.of(layer, new LayerBuilder().file("name", name));
    }

    private static <T> List<T> together(List<Callable<T>> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(work)) {
                results.add(future.get());
            }
            return results;
        }
    }

    private static Object inode(Path file) throws Exception {
        return Files.getAttribute(file, "unix:ino");
    }
}
