package dev.quern.gateway.resource;

import static dev.quern.gateway.Installation.ADMIN;
import static dev.quern.gateway.Installation.developer;
import static dev.quern.gateway.Installation.invoker;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.api.ImageBody;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.name.FunctionName;
import dev.quern.gateway.HelloImage;
import dev.quern.gateway.Installation;
import dev.quern.gateway.Refused;
import dev.quern.images.Progress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Installation.Shared.class)
class ImagesTest {
    @TempDir
    private Path scratch;

    private final Installation quern;
    private @Nullable Path archive;
    private String here = "";
    private String there = "";

    ImagesTest(Installation quern) {
        this.quern = quern;
    }

    @BeforeEach
    void makeNames() {
        here = quern.namespace();
        there = quern.namespace();
    }

    @Test
    void aLoadedImageIsFoundByTheNamesOneTypes() throws Exception {
        ImageBody loaded = load(here, Optional.empty());
        assertThat(loaded.names()).containsExactly("docker.io/library/hello:latest");
        String digest = loaded.digest();
        for (String name :
                List.of("hello", "hello:latest", "docker.io/library/hello:latest", digest, digest.substring(0, 20))) {
            assertThat(quern.routing.imageDigest(here, name)).as(name).isEqualTo(digest);
        }
        for (String name : List.of("hell", "hello:1", "library/hello2", digest + "0", digest.substring(0, 9), "")) {
            Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> quern.routing.imageDigest(here, name));
        }
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> quern.routing.imageDigest(there, "hello"));
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> quern.routing.imageDigest(there, digest));
        assertThat(quern.images.get(developer(here), Optional.empty(), digest)).isEqualTo(loaded);
        assertThat(quern.images
                        .list(developer(here), Optional.empty(), 10, Optional.empty())
                        .items())
                .containsExactly(loaded);
    }

    @Test
    void aNameOfOnesOwnReplacesTheArchives() throws Exception {
        assertThat(load(here, Optional.of("mine:1")).names()).containsExactly("mine:1");
        for (String name : List.of("", "a b", "sha256:abcdef", "x".repeat(600), "é")) {
            Refused.with(ErrorCode.INVALID_ARGUMENT, () -> load(here, Optional.of(name)));
        }
    }

    @Test
    void theTreeGoesWithTheLastNamespace() throws Exception {
        String digest = load(here, Optional.empty()).digest();
        load(there, Optional.empty());
        quern.images.remove(developer(here), Optional.empty(), digest);
        assertThat(quern.trees.find(digest)).isPresent();
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> quern.images.remove(developer(here), Optional.empty(), digest));
        quern.images.remove(developer(there), Optional.empty(), digest);
        assertThat(quern.trees.find(digest)).isEmpty();
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> quern.routing.imageDigest(there, "hello"));
    }

    @Test
    void aDeployedImageStays() throws Exception {
        String digest = load(here, Optional.empty()).digest();
        FunctionName function = new FunctionName(here, "f");
        quern.versions.deploy(developer(here), function, Deploys.of(digest.substring(0, 30)));
        Refused.with(ErrorCode.IN_USE, () -> quern.images.remove(developer(here), Optional.empty(), digest));
        Refused.with(ErrorCode.IN_USE, () -> quern.images.remove(ADMIN, Optional.empty(), digest));
        assertThat(quern.trees.find(digest)).isPresent();
        quern.functions.remove(ADMIN, function);
        quern.images.remove(ADMIN, Optional.empty(), digest);
        assertThat(quern.trees.find(digest)).isEmpty();
    }

    @Test
    void strangersAndInvokersAreKeptOut() throws Exception {
        String digest = load(here, Optional.empty()).digest();
        Refused.with(ErrorCode.NAMESPACE_NOT_FOUND, () -> load("nowhere", Optional.empty()));
        Refused.with(ErrorCode.IMAGE_NOT_FOUND, () -> quern.images.get(developer(there), Optional.empty(), digest));
        Refused.with(
                ErrorCode.NAMESPACE_NOT_FOUND, () -> quern.images.get(developer(there), Optional.of(here), digest));
        Refused.with(
                ErrorCode.FORBIDDEN, () -> quern.images.list(invoker(here), Optional.empty(), 10, Optional.empty()));
        Refused.with(
                ErrorCode.NAMESPACE_NOT_FOUND,
                () -> quern.images.load(
                        developer(there),
                        here,
                        Optional.empty(),
                        new ByteArrayInputStream(new byte[0]),
                        Progress.NONE));
    }

    @Test
    void whatIsNoImageLeavesNoRow() {
        Refused.with(
                ErrorCode.INVALID_IMAGE,
                () -> quern.images.load(
                        developer(here),
                        here,
                        Optional.empty(),
                        new ByteArrayInputStream("no tar".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        Progress.NONE));
        assertThat(quern.images
                        .list(developer(here), Optional.empty(), 10, Optional.empty())
                        .items())
                .isEmpty();
    }

    private ImageBody load(String namespace, Optional<String> name) throws IOException {
        if (archive == null) {
            // Each test's own, so that no two tests share a digest.
            archive = HelloImage.archive(scratch, scratch.toString(), "images", "docker.io/library/hello:latest");
        }
        try (InputStream in = Files.newInputStream(archive)) {
            return quern.images.load(ADMIN, namespace, name, in, Progress.NONE);
        }
    }
}
