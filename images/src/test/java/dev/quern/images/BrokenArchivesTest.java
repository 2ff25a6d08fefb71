package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that are damaged, cut, or for another machine. */
class BrokenArchivesTest {
    private static final String OTHER = TestImage.OWN_ARCHITECTURE.equals("arm64") ? "amd64" : "arm64";

    @TempDir
    Path temp;

    private StoreUnderTest store;

    @BeforeEach
    void openStore() {
        store = new StoreUnderTest(temp.resolve("store"));
    }

    @Test
    void anImageForAnotherArchitectureNamesBoth() throws Exception {
        TestImage image = TestImage.forArchitecture(OTHER, new LayerBuilder().file("f", "x"));
        assertRefused(image.archive(), "linux/" + OTHER, "linux/" + TestImage.OWN_ARCHITECTURE);
        image.index(image.manifestDescriptor(",\"platform\":{\"architecture\":\"" + OTHER + "\",\"os\":\"linux\"}"));
        QuernException e = assertRefused(image.archive(), "linux/" + OTHER, "linux/" + TestImage.OWN_ARCHITECTURE);
        assertThat(e.fix().orElseThrow()).contains("--platform linux/" + TestImage.OWN_ARCHITECTURE);
    }

    @Test
    void ofSeveralArchitecturesTheOwnIsChosen() {
        TestImage other = TestImage.forArchitecture(OTHER, new LayerBuilder().file("f", "other"));
        TestImage own = TestImage.of(new LayerBuilder().file("f", "own"));
        own.files.putAll(without(other.files, "index.json"));
        byte[] index = TestImage.utf8(TestImage.indexJson(
                other.manifestDescriptor(platform(OTHER, "linux")),
                own.manifestDescriptor(platform("unknown", "unknown")),
                own.manifestDescriptor(platform(TestImage.OWN_ARCHITECTURE, "linux"))));
        String type = "application/vnd.oci.image.index.v1+json";
        own.index(TestImage.descriptor(
                type, own.put(index), index.length, ",\"annotations\":{\"io.containerd.image.name\":\"x.test/y:1\"}"));

        LoadedImage loaded = store.load(own);

        assertThat(loaded.image().digest()).isEqualTo(own.manifestDigest);
        assertThat(loaded.names()).containsExactly("x.test/y:1");
        assertThat(store.root(loaded).resolve("f")).hasContent("own");
    }

    @Test
    void severalImagesInOneArchiveAreRefused() throws Exception {
        TestImage one = TestImage.of(new LayerBuilder().file("f", "1"));
        TestImage two = TestImage.of(new LayerBuilder().file("f", "2"));
        one.files.putAll(without(two.files, "index.json"));
        one.index(one.manifestDescriptor(name("a:1")), two.manifestDescriptor(name("b:2")));
        assertRefused(one.archive(), "2 images", "a:1, b:2");
    }

    @Test
    void aChangedLayerIsADigestMismatch() throws Exception {
        TestImage image = TestImage.of(new LayerBuilder().file("f", "original"));
        byte[] changed = TestImage.gzip(new LayerBuilder().file("f", "0riginal").tar());
        image.replace(image.layerDigests.getFirst(), changed);
        assertRefused(image.archive(), "Layer 1 of 1", "digest", image.layerDigests.getFirst());
    }

    @Test
    void anotherContentThanTheConfigurationSaysIsADigestMismatch() throws Exception {
        byte[] promised = new LayerBuilder().file("f", "promised").tar();
        byte[] there = TestImage.gzip(new LayerBuilder().file("f", "delivered").tar());
        assertRefused(TestImage.ofBlobs(List.of(promised), List.of(there)).archive(), "Layer 1 of 1", "digest");
    }

    @Test
    void aChangedManifestOrConfigurationIsADigestMismatch() throws Exception {
        TestImage image = TestImage.of(new LayerBuilder().file("f", "x"));
        image.replace(image.manifestDigest, concat(image.blob(image.manifestDigest), new byte[] {' '}));
        assertRefused(image.archive(), "digest", image.manifestDigest);
    }

    @Test
    void corruptLayersOfEveryCompression() throws Exception {
        byte[] tar =
                new LayerBuilder().file("f", new byte[300_000]).file("g", "end").tar();
        Random random = new Random(1);
        for (TestImage image : List.of(
                TestImage.compressedTar(tar),
                TestImage.ofTars(tar),
                TestImage.zstd(new LayerBuilder().file("f", "x".repeat(9999))))) {
            byte[] blob = image.blob(image.layerDigests.getFirst()).clone();
            for (int round = 0; round < 5; round++) {
                byte[] corrupt = blob.clone();
                corrupt[8 + random.nextInt(corrupt.length - 8)] ^= 0x55;
                image.replace(image.layerDigests.getFirst(), corrupt);
                assertRefused(image.archive(), "Layer 1 of 1");
            }
            image.replace(image.layerDigests.getFirst(), Arrays.copyOf(blob, blob.length / 2));
            assertRefused(image.archive(), "Layer 1 of 1");
        }
    }

    @Test
    void anArchiveCutAnywhereIsRefused() throws Exception {
        byte[] archive =
                TestImage.of(new LayerBuilder().file("f", "x".repeat(5000))).archive();
        // the two closing zero blocks carry nothing
        for (int length = 0; length < archive.length - 1024; length += 331) {
            assertRefused(Arrays.copyOf(archive, length), "");
        }
        byte[] gzip = TestImage.gzip(archive);
        assertRefused(Arrays.copyOf(gzip, gzip.length / 2), "");
    }

    @Test
    void whatIsNoArchive() throws Exception {
        assertRefused(new byte[0], "no image archive");
        assertRefused(TestImage.utf8("hello, this is not an image"), "");
        assertRefused(TestImage.archive(Map.of("readme.txt", new byte[] {1})), "no image archive");
        byte[] noise = new byte[100_000];
        new Random(2).nextBytes(noise);
        assertRefused(noise, "");
    }

    @Test
    void missingBlobs() throws Exception {
        for (int i = 0; i < 3; i++) {
            TestImage image = TestImage.of(new LayerBuilder().file("f", "x"));
            String blob = image.files.keySet().stream()
                    .filter(n -> n.startsWith("blobs/"))
                    .skip(i)
                    .findFirst()
                    .orElseThrow();
            image.files.remove(blob);
            assertRefused(image.archive(), "missing");
        }
    }

    @Test
    void hostileDocuments() throws Exception {
        assertIndexRefused("", "JSON");
        assertIndexRefused("null", "");
        assertIndexRefused("[]", "JSON");
        assertIndexRefused("[".repeat(1_000_000), "nested");
        assertIndexRefused("{\"manifests\":[" + "{\"a\":".repeat(100_000), "nested");
        assertIndexRefused("{\"manifests\":[{\"digest\":\"sha256:../../../../etc/passwd\"}]}", "sha256");
        assertIndexRefused("{\"manifests\":[{\"digest\":\"md5:00\"}]}", "sha256");
        assertIndexRefused("{\"manifests\":[null]}", "");
        assertIndexRefused(" ".repeat(5 << 20), "larger");
    }

    @Test
    void nulInTheConfiguration() throws Exception {
        assertRefused(
                TestImage.gzipped("{\"Cmd\":[\"a\\u0000b\"]}", new LayerBuilder().file("f", "x"))
                        .archive(),
                "NUL");
    }

    @Test
    void nullsInTheConfiguration() throws Exception {
        LayerBuilder layer = new LayerBuilder().file("f", "x");
        assertRefused(TestImage.gzipped("{\"Env\":[\"A=1\",null]}", layer).archive(), "null");
        assertThat(store.load(TestImage.gzipped(
                                "{\"Env\":null,\"Labels\":{\"a\":null}}", new LayerBuilder().file("f", "x")))
                        .image()
                        .config()
                        .environment())
                .isEmpty();
    }

    @Test
    void dockerArchivesThatReachElsewhere() throws Exception {
        assertRefused(docker("[{\"Config\":\"../../../../etc/passwd\",\"Layers\":[]}]"), "missing");
        assertRefused(docker("[{\"Config\":\"/etc/passwd\",\"Layers\":[]}]"), "missing");
        assertRefused(docker("[]"), "0 images");
        assertRefused(docker("[{\"Layers\":[]}]"), "configuration");
        assertRefused(docker("[null]"), "");
        assertRefused(docker("[{\"Config\":\"c\"},{\"Config\":\"c\"}]"), "2 images");
    }

    @Test
    void aDockerArchivesConfigurationIsWhatItsNameSays() throws Exception {
        String name = "0".repeat(64) + ".json";
        byte[] manifest = TestImage.utf8("[{\"Config\":\"" + name + "\",\"Layers\":[]}]");
        byte[] config = TestImage.utf8("{\"architecture\":\"amd64\",\"os\":\"linux\"}");
        assertRefused(TestImage.archive(Map.of("manifest.json", manifest, name, config)), "digest", "0".repeat(64));
    }

    private static byte[] docker(String manifest) {
        return TestImage.archive(Map.of("manifest.json", TestImage.utf8(manifest)));
    }

    private void assertIndexRefused(String index, String reason) throws Exception {
        TestImage image = TestImage.of(new LayerBuilder().file("f", "x"));
        image.files.put("index.json", TestImage.utf8(index));
        assertRefused(image.archive(), reason);
    }

    private static String platform(String architecture, String os) {
        return ",\"platform\":{\"architecture\":\"%s\",\"os\":\"%s\"}".formatted(architecture, os);
    }

    private static String name(String name) {
        return ",\"annotations\":{\"org.opencontainers.image.ref.name\":\"" + name + "\"}";
    }

    private static Map<String, byte[]> without(Map<String, byte[]> files, String name) {
        Map<String, byte[]> rest = new LinkedHashMap<>(files);
        rest.remove(name);
        return rest;
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    private QuernException assertRefused(byte[] archive, String... parts) throws Exception {
        QuernException e = store.failure(archive);
        assertThat(e).isNotNull();
        assertThat(e.code()).as(e.text()).isEqualTo(ErrorCode.INVALID_IMAGE);
        assertThat(e.text()).contains(parts);
        store.assertHoldsNothing();
        return e;
    }
}
