package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.ErrorCode;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a sandbox mounts upon is there in every tree. */
class MountPointsTest {
    @TempDir
    Path temp;

    private StoreUnderTest store;

    @BeforeEach
    void openStore() {
        store = new StoreUnderTest(temp.resolve("store"));
    }

    @Test
    void anEmptyImageGetsAll() throws Exception {
        SortedMap<String, String> tree = tree(new LayerBuilder().file("only", "x"));
        assertThat(tree.keySet()).containsAll(TreeListing.MOUNT_POINTS);
        assertThat(tree.get("tmp")).startsWith("41777 0:0 ");
        assertThat(tree.get("proc")).startsWith("40755 0:0 ");
        assertThat(tree.get("etc/hosts")).startsWith("100644 0:0 ");
    }

    @Test
    void whatTheImageHasStays() throws Exception {
        SortedMap<String, String> tree = tree(new LayerBuilder()
                .dir("tmp", 0700)
                .file("tmp/kept", "x")
                .dir("proc", 0555)
                .file("etc/hosts", "127.0.0.1 localhost", 0600, 1, 2));
        assertThat(tree.get("tmp")).startsWith("40700 ");
        assertThat(tree).containsKey("tmp/kept");
        assertThat(tree.get("proc")).startsWith("40555 ");
        assertThat(tree.get("etc/hosts")).startsWith("100600 1:2 ");
    }

    @Test
    void aLinkInThePlaceOfAFileIsReplaced() throws Exception {
        SortedMap<String, String> tree = tree(new LayerBuilder()
                .symlink("etc/resolv.conf", "../run/systemd/resolve/stub-resolv.conf")
                .symlink("etc/hosts", "/proc/self/root/etc/hosts"));
        assertThat(tree.get("etc/resolv.conf")).startsWith("100644 0:0 ");
        assertThat(tree.get("etc/hosts")).startsWith("100644 0:0 ");
    }

    @Test
    void withoutADirectoryEtcItsFilesAreLeftOut() throws Exception {
        SortedMap<String, String> tree = tree(new LayerBuilder().symlink("etc", "/somewhere"));
        assertThat(tree.get("etc")).endsWith("-> /somewhere");
        assertThat(tree).doesNotContainKey("etc/hosts");
    }

    @Test
    void aDirectoryInThePlaceOfAFileIsRefused() throws Exception {
        var failure = store.failure(
                TestImage.of(new LayerBuilder().dir("etc/hosts", 0755)).archive());
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_IMAGE);
        assertThat(failure.text()).contains("/etc/hosts");
        store.assertHoldsNothing();
    }

    private SortedMap<String, String> tree(LayerBuilder layer) throws Exception {
        return TreeListing.of(store.root(store.load(TestImage.of(layer))));
    }
}
