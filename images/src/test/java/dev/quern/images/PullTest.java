package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images from a real registry. */
class PullTest {
    @TempDir
    Path temp;

    private StoreUnderTest store;

    @BeforeEach
    void openStore() {
        store = new StoreUnderTest(temp.resolve("store"));
    }

    @Test
    void aPulledImageHasTheDigestItWasPushedWith() throws Exception {
        TestImage image = TestImage.of(new LayerBuilder().file("f", "pulled"));
        try (TestRegistry registry = TestRegistry.start(temp.resolve("registry"), false)) {
            registry.push(image.writeTo(temp.resolve("layout")), "team/app:1");
            List<String> progress = new ArrayList<>();

            LoadedImage loaded =
                    store.store.pull("docker://" + registry.address() + "/team/app:1", Optional.empty(), progress::add);

            assertThat(loaded.image().digest()).isEqualTo(image.manifestDigest);
            assertThat(loaded.names()).containsExactly(registry.address() + "/team/app:1");
            assertThat(store.root(loaded).resolve("f")).hasContent("pulled");
            assertThat(progress).anyMatch(line -> line.startsWith("Pulling ["));
            LoadedImage again = store.store.pull(
                    "docker://" + registry.address() + "/team/app@" + image.manifestDigest,
                    Optional.empty(),
                    Progress.NONE);
            assertThat(again.alreadyPresent()).isTrue();
        }
    }

    @Test
    void credentialsComeFromTheFile() throws Exception {
        TestImage image = TestImage.of(new LayerBuilder().file("f", "private"));
        try (TestRegistry registry = TestRegistry.start(temp.resolve("registry"), true)) {
            Path credentials = credentials(registry);
            registry.push(image.writeTo(temp.resolve("layout")), "app:1", "--dest-authfile", credentials.toString());
            String source = "docker://" + registry.address() + "/app:1";

            QuernException refused = failure(source);
            assertThat(refused.code()).isEqualTo(ErrorCode.REGISTRY_FAILED);
            assertThat(refused.text()).contains("refuses access").contains("/app:1");
            store.assertHoldsNothing();
            assertThat(store.store
                            .pull(source, Optional.of(credentials), Progress.NONE)
                            .image()
                            .digest())
                    .isEqualTo(image.manifestDigest);
        }
    }

    @Test
    void whatTheRegistryDoesNotHave() throws Exception {
        TestImage other = TestImage.forArchitecture(
                TestImage.OWN_ARCHITECTURE.equals("arm64") ? "amd64" : "arm64", new LayerBuilder().file("f", "x"));
        try (TestRegistry registry = TestRegistry.start(temp.resolve("registry"), false)) {
            registry.push(other.writeTo(temp.resolve("layout")), "other:1");
            assertThat(failure("docker://" + registry.address() + "/nothing:1").code())
                    .isEqualTo(ErrorCode.IMAGE_NOT_FOUND);
            assertThat(failure("docker://" + registry.address() + "/other:2").code())
                    .isEqualTo(ErrorCode.IMAGE_NOT_FOUND);
            QuernException wrong = failure("docker://" + registry.address() + "/other:1");
            assertThat(wrong.code()).isEqualTo(ErrorCode.INVALID_IMAGE);
            assertThat(wrong.text()).contains("linux/" + TestImage.OWN_ARCHITECTURE);
            store.assertHoldsNothing();
        }
    }

    @Test
    void aRegistryThatIsNotThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        QuernException e = failure("docker://127.0.0.1:" + port + "/app:1");
        assertThat(e.code()).isEqualTo(ErrorCode.REGISTRY_FAILED);
        assertThat(e.text()).contains("cannot be reached");
    }

    @Test
    void aRegistryThatNeverAnswersEndsAtTheTimeout() throws Exception {
        ImageSettings d = ImageSettings.defaults();
        ImageSettings hasty = new ImageSettings(
                d.architecture(),
                d.maxLayers(),
                d.maxEntries(),
                d.maxArchive(),
                d.maxUnpacked(),
                d.maxRatio(),
                Duration.ofMillis(300));
        StoreUnderTest impatient = new StoreUnderTest(temp.resolve("impatient"), hasty);
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            QuernException e = catchThrowableOfType(
                    QuernException.class,
                    () -> impatient.store.pull(
                            "docker://127.0.0.1:" + socket.getLocalPort() + "/app:1", Optional.empty(), Progress.NONE));
            assertThat(e.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
            impatient.assertHoldsNothing();
        }
    }

    @Test
    void anImageTooLargeIsNotFetchedToItsEnd() throws Exception {
        byte[] noise = new byte[3 << 20];
        new Random(5).nextBytes(noise);
        ImageSettings d = ImageSettings.defaults();
        StoreUnderTest small = new StoreUnderTest(
                temp.resolve("small"),
                new ImageSettings(
                        d.architecture(),
                        d.maxLayers(),
                        d.maxEntries(),
                        DataSize.ofMebibytes(1),
                        d.maxUnpacked(),
                        d.maxRatio(),
                        d.pullTimeout()));
        try (TestRegistry registry = TestRegistry.start(temp.resolve("registry"), false)) {
            registry.push(TestImage.of(new LayerBuilder().file("f", noise)).writeTo(temp.resolve("layout")), "big:1");
            QuernException e = catchThrowableOfType(
                    QuernException.class,
                    () -> small.store.pull(
                            "docker://" + registry.address() + "/big:1", Optional.empty(), Progress.NONE));
            assertThat(e.code()).isEqualTo(ErrorCode.INVALID_IMAGE);
            assertThat(e.text()).contains("1Mi");
            small.assertHoldsNothing();
        }
    }

    @Test
    void whatIsNoReferenceStartsNoProgram() {
        for (String source : new String[] {
            "",
            "busybox",
            "docker://",
            "docker://UPPER/../x",
            "docker://host/--option",
            "docker:// host/x",
            "docker://host/x:tag --authfile=/etc/shadow",
            "docker://user:password@host/x",
            "docker://host/x@sha256:12",
            "dir:/etc",
            "oci:/etc",
            "docker-daemon:x",
            "docker://host/x\n",
            "docker://h/" + "x".repeat(2000),
        }) {
            assertThat(failure(source).code()).as(source).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        }
    }

    private QuernException failure(String source) {
        return catchThrowableOfType(
                QuernException.class, () -> store.store.pull(source, Optional.empty(), Progress.NONE));
    }

    private Path credentials(TestRegistry registry) throws Exception {
        String secret = Base64.getEncoder()
                .encodeToString((TestRegistry.USER + ":" + TestRegistry.PASSWORD).getBytes(StandardCharsets.UTF_8));
        return Files.writeString(
                temp.resolve("auth.json"),
                "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}".formatted(registry.address(), secret));
    }
}
