package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import dev.quern.core.image.Image;
import dev.quern.core.image.ImageConfig;
import dev.quern.images.build.OciImageBuilder;
import dev.quern.images.oci.Digest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
    @TempDir
    Path temp;

    private ImageStore store;

    @BeforeEach
    void openStore() {
        store = ImageStore.open(temp.resolve("store"), ImageSettings.defaults());
    }

    @Test
    void aBusyboxTreeBecomesAnImageThatRuns() throws Exception {
        Path archive = busybox(temp.resolve("busybox.tar"));

        LoadedImage loaded = store.load(archive, Progress.NONE);

        assertThat(loaded.alreadyPresent()).isFalse();
        assertThat(loaded.names()).containsExactly("quern.dev/test/busybox:1");
        assertThat(loaded.image().config()).isEqualTo(config());
        Path root = store.root(loaded.image().digest());
        assertThat(Programs.run("chroot", root.toString(), "/bin/echo", "hello"))
                .isEqualTo("hello\n");
        assertThat(loaded.image().sizeBytes()).isGreaterThan(Files.size(root.resolve("bin/busybox")));
        assertThat(store.list()).containsExactly(loaded.image());
    }

    @Test
    void theSameTreeGivesTheSameDigest() throws Exception {
        LoadedImage first = store.load(busybox(temp.resolve("1.tar")), Progress.NONE);
        LoadedImage second = store.load(busybox(temp.resolve("2.tar")), Progress.NONE);

        assertThat(second.alreadyPresent()).isTrue();
        assertThat(second.image()).isEqualTo(first.image());
        assertThat(Files.mismatch(temp.resolve("1.tar"), temp.resolve("2.tar"))).isEqualTo(-1);
    }

    @Test
    void everyPackagingOfAnImageGivesTheSameTree() throws Exception {
        Path archive = busybox(temp.resolve("busybox.tar"));
        SortedMap<String, String> expected = tree(store.load(archive, Progress.NONE));
        Path layout = temp.resolve("layout");
        Path docker = temp.resolve("docker.tar");
        Programs.run("skopeo", "copy", "oci-archive:" + archive, "oci:" + layout + ":x");
        Programs.run(
                "skopeo", "copy", "oci-archive:" + archive, "docker-archive:" + docker + ":registry.test/busybox:2");
        Path gzipped = Files.write(temp.resolve("oci.tar.gz"), TestImage.gzip(Files.readAllBytes(archive)));
        Path zstd = temp.resolve("docker.tar.zst");
        Files.write(zstd, Zstd.compress(Files.readAllBytes(docker)));

        LoadedImage fromDocker = store.load(docker, Progress.NONE);
        assertThat(fromDocker.names()).containsExactly("registry.test/busybox:2");
        assertThat(fromDocker.image().config().entrypoint()).isEqualTo(config().entrypoint());
        assertThat(tree(fromDocker)).isEqualTo(expected);
        assertThat(store.load(zstd, Progress.NONE).image()).isEqualTo(fromDocker.image());
        assertThat(tree(store.load(layout, Progress.NONE))).isEqualTo(expected);
        assertThat(store.load(gzipped, Progress.NONE).alreadyPresent()).isTrue();
    }

    @Test
    void zstdAndSeveralGzipMembersAreLayers() throws Exception {
        TestImage zstd = TestImage.zstd(new LayerBuilder().file("f", "content"));
        byte[] tar = new LayerBuilder().file("g", "x".repeat(100_000)).tar();
        TestImage members = TestImage.ofBlobs(
                List.of(tar),
                List.of(joined(
                        TestImage.gzip(Arrays.copyOf(tar, 50_000)),
                        TestImage.gzip(Arrays.copyOfRange(tar, 50_000, tar.length)))));

        assertThat(root(load(zstd)).resolve("f")).hasContent("content");
        assertThat(root(load(members)).resolve("g")).hasSize(100_000);
    }

    @Test
    void anImageIsThereAfterReopening() throws Exception {
        Image image = load(TestImage.gzipped(
                        "{\"User\":\"nobody\",\"Env\":[\"A=1\",\"B=\"],\"Cmd\":[\"a\"],\"WorkingDir\":\"/w\",\"Labels\":{\"k\":\"v\"}}",
                        new LayerBuilder().file("f", "content")))
                .image();

        ImageStore again = ImageStore.open(temp.resolve("store"), ImageSettings.defaults());

        assertThat(again.list()).containsExactly(image);
        assertThat(again.find(image.digest())).contains(image);
        assertThat(again.root(image.digest()).resolve("f")).hasContent("content");
        assertThat(image.config().environment()).containsExactly("A=1", "B=");
    }

    @Test
    void theCallersStreamIsReadToItsEndAndStaysOpen() throws Exception {
        boolean[] closed = new boolean[1];
        InputStream in = new ByteArrayInputStream(
                TestImage.of(new LayerBuilder().file("f", "1")).archive()) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        store.load(in, Progress.NONE);
        assertThat(in.available()).isZero();
        assertThat(closed[0]).isFalse();
    }

    @Test
    void directoriesKeepTheTimesTheirLayersSay() throws Exception {
        LoadedImage loaded = load(TestImage.of(
                new LayerBuilder().dir("d", 0755).dir("d/e", 0755).file("d/e/f", "1"),
                new LayerBuilder().whiteout("d/e/f").file("d/g", "2")));
        SortedMap<String, String> tree = tree(loaded);
        assertThat(tree.get("d")).contains(" 1600000001.000000000");
        assertThat(tree.get("d/e")).contains(" 1600000002.000000000");
        assertThat(tree.get("/")).contains(" 0.000000000");
    }

    @Test
    void aDockerArchiveNamesARepeatedLayerByALink() throws Exception {
        byte[] layer = new LayerBuilder().file("f", "content").tar();
        byte[] config =
                TestImage.utf8("{\"architecture\":\"%s\",\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[\"%s\",\"%s\"]}}"
                        .formatted(TestImage.OWN_ARCHITECTURE, Digest.ofBytes(layer), Digest.ofBytes(layer)));
        String name = Digest.hex(Digest.ofBytes(config)) + ".json";
        byte[] manifest =
                TestImage.utf8("[{\"Config\":\"%s\",\"RepoTags\":null,\"Layers\":[\"aa/layer.tar\",\"bb/layer.tar\"]}]"
                        .formatted(name));
        byte[] archive = new LayerBuilder()
                .file("aa/layer.tar", layer)
                .symlink("bb/layer.tar", "../aa/layer.tar")
                .file(name, config)
                .file("manifest.json", manifest)
                .tar();

        LoadedImage loaded = store.load(new ByteArrayInputStream(archive), Progress.NONE);

        assertThat(root(loaded).resolve("f")).hasContent("content");
        assertThat(loaded.names()).isEmpty();
    }

    private static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private LoadedImage load(TestImage image) {
        return store.load(new ByteArrayInputStream(image.archive()), Progress.NONE);
    }

    private Path root(LoadedImage loaded) {
        return store.root(loaded.image().digest());
    }

    private SortedMap<String, String> tree(LoadedImage loaded) throws Exception {
        return TreeListing.of(root(loaded));
    }

    private static ImageConfig config() {
        return new ImageConfig(
                TestImage.OWN_ARCHITECTURE,
                "linux",
                List.of("/bin/busybox"),
                List.of("echo", "hello"),
                List.of("PATH=/bin", "LANG=C"),
                "/tmp",
                "1000:1000",
                Map.of("org.opencontainers.image.title", "busybox", "b", "2", "c", "3"));
    }

    private Path busybox(Path out) throws Exception {
        Path tree = temp.resolve("tree");
        if (!Files.exists(tree)) {
            Files.createDirectories(tree.resolve("bin"));
            Files.createDirectories(tree.resolve("etc"));
            Files.copy(Path.of("/bin/busybox"), tree.resolve("bin/busybox"));
            Programs.run("chmod", "4755", tree.resolve("bin/busybox").toString());
            Files.createLink(tree.resolve("bin/echo"), tree.resolve("bin/busybox"));
            Files.createSymbolicLink(tree.resolve("bin/sh"), Path.of("busybox"));
            Files.writeString(tree.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\n");
            Files.createDirectories(tree.resolve("usr/" + "d".repeat(120)));
            Programs.run("mkfifo", tree.resolve("usr/pipe").toString());
        }
        OciImageBuilder.writeOciArchive(tree, config(), "quern.dev/test/busybox:1", out);
        return out;
    }
}
