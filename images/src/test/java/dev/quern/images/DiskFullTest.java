package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up while an image is loaded. */
class DiskFullTest {
    @TempDir
    Path temp;

    private Path disk;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temp.resolve("disk"));
        Programs.run("mount", "-t", "tmpfs", "-o", "size=8m,nr_inodes=1200", "tmpfs", disk.toString());
    }

    @AfterEach
    void unmount() throws Exception {
        Programs.run("umount", disk.toString());
    }

    @Test
    void nothingIsHalfLoadedWhileTheArchiveIsRead() throws Exception {
        assertDiskFull(
                TestImage.ofTars(new LayerBuilder().file("f", noise(12 << 20)).tar())
                        .archive());
    }

    @Test
    void nothingIsHalfLoadedWhileItIsUnpacked() throws Exception {
        byte[] sparse = new byte[12 << 20];
        assertDiskFull(TestImage.of(new LayerBuilder().file("small", "x").file("f", sparse))
                .archive());
    }

    @Test
    void nothingIsHalfLoadedWhenTheInodesEnd() throws Exception {
        LayerBuilder layer = new LayerBuilder();
        for (int i = 0; i < 2000; i++) {
            layer.file("f" + i, "x");
        }
        assertDiskFull(TestImage.of(layer).archive());
    }

    private void assertDiskFull(byte[] archive) throws Exception {
        StoreUnderTest store = new StoreUnderTest(disk.resolve("store"));
        QuernException e = store.failure(archive);
        assertThat(e).isNotNull();
        assertThat(e.code()).as(e.text()).isEqualTo(ErrorCode.DISK_FULL);
        store.assertHoldsNothing();
        LoadedImage small = store.load(TestImage.of(new LayerBuilder().file("f", "fits")));
        assertThat(store.root(small).resolve("f")).hasContent("fits");
        store.store.close();
    }

    private static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(3).nextBytes(bytes);
        return bytes;
    }
}
