package dev.quern.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleImagesTest {
    private final SampleImages samples = new SampleImages(Path.of("..").toAbsolutePath());

    @Test
    void archiveIsReadAsDockerSavesItAndAsOciDescribesIt() throws IOException, InterruptedException {
        Path archive = samples.archive("busybox").file();
        assertThat(inspect("docker-archive:" + archive)).isZero();
        assertThat(inspect("oci-archive:" + archive)).isZero();
        assertThat(samples.archive("busybox")).returns(archive, Archive::file).returns(false, Archive::isNew);
    }

    @Test
    void unknownSampleIsNamed() {
        assertThatThrownBy(() -> samples.archive("../photo"))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("There is no sample '../photo'");
    }

    @Test
    void folderWithoutSamplesIsRefused(@TempDir Path empty) {
        assertThatThrownBy(() -> new SampleImages(empty))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("samples");
    }

    private static int inspect(String image) throws IOException, InterruptedException {
        Process skopeo = new ProcessBuilder("skopeo", "inspect", image)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectErrorStream(true)
                .start();
        assertThat(skopeo.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return skopeo.exitValue();
    }
}
