package dev.quern.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import dev.quern.images.pull.PullSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnreliablePullTest {
    @TempDir
    Path temp;

    @Test
    void whatBreaksIsTriedAgainAndContinuedWhereItBroke() throws Exception {
        byte[] noise = noise();
        TestImage image = TestImage.of(new LayerBuilder().file("a", noise), new LayerBuilder().file("b", noise));
        StoreUnderTest store = new StoreUnderTest(temp.resolve("store"));
        List<String> progress = new ArrayList<>();
        try (UnreliableRegistry registry = new UnreliableRegistry(image)) {
            LoadedImage loaded =
                    store.store.pull("docker://" + registry.address() + "/app:1", Optional.empty(), progress::add);
            assertThat(loaded.image().digest()).isEqualTo(image.manifestDigest);
            assertThat(Files.readAllBytes(store.root(loaded).resolve("a"))).isEqualTo(noise);
            assertThat(registry.ranges).isNotEmpty();
        }
        assertThat(progress).anyMatch(line -> line.endsWith("2 of 2 layers"));
    }

    @Test
    void aMirrorIsAskedFirstAndTheRegistryWhenItDoesNotHelp() throws Exception {
        TestImage image = TestImage.of(new LayerBuilder().file("f", "mirrored"));
        try (UnreliableRegistry mirror = new UnreliableRegistry(image)) {
            ImageStore store = ImageStore.open(
                    temp.resolve("mirrored"),
                    ImageSettings.defaults(),
                    PullSettings.parse("registry.invalid=http://" + mirror.address() + "/cache"));
            assertThat(store.pull("docker://registry.invalid/app:1", Optional.empty(), Progress.NONE)
                            .image()
                            .digest())
                    .isEqualTo(image.manifestDigest);
            store.close();
        }
        try (UnreliableRegistry registry = new UnreliableRegistry(image)) {
            ImageStore store = ImageStore.open(
                    temp.resolve("direct"),
                    ImageSettings.defaults(),
                    PullSettings.parse(registry.address() + "=http://127.0.0.1:1"));
            assertThat(store.pull("docker://" + registry.address() + "/app:1", Optional.empty(), Progress.NONE)
                            .names())
                    .containsExactly(registry.address() + "/app:1");
            store.close();
        }
    }

    @Test
    void whatIsNoMirrorIsRefused() {
        for (String text : new String[] {"docker.io", "docker.io=", "docker.io=ftp://x", "docker.io=mirror.local"}) {
            QuernException e = catchThrowableOfType(QuernException.class, () -> PullSettings.parse(text));
            assertThat(e.code()).as(text).isEqualTo(ErrorCode.INVALID_ARGUMENT);
        }
    }

    @Test
    void signaturesAreLeftToWhoCanCheckThem() throws Exception {
        Path policy = temp.resolve("policy.json");
        assertThat(SignaturePolicy.isAnythingAccepted(policy)).isTrue();
        Files.writeString(policy, "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}");
        assertThat(SignaturePolicy.isAnythingAccepted(policy)).isTrue();
        Files.writeString(
                policy,
                "{\"default\":[{\"type\":\"insecureAcceptAnything\"}],"
                        + "\"transports\":{\"docker\":{\"a.b\":[{\"type\":\"signedBy\"}]}}}");
        assertThat(SignaturePolicy.isAnythingAccepted(policy)).isFalse();
        Files.writeString(policy, "{\"default\":[{\"type\":\"reject\"}]}");
        assertThat(SignaturePolicy.isAnythingAccepted(policy)).isFalse();
    }

    private static byte[] noise() {
        byte[] noise = new byte[1 << 20];
        new Random(7).nextBytes(noise);
        return noise;
    }
}
