package dev.quern.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "/srv/lib:/opt, , /srv/lib, /opt",
        "image:lib:/opt, lib, /, /opt",
        "image:lib:2:/opt, lib:2, /, /opt",
        "image:lib:2:/usr/lib:/opt/lib, lib:2, /usr/lib, /opt/lib",
        "image:localhost:5000/a/lib:2:/usr:/opt, localhost:5000/a/lib:2, /usr, /opt"
    })
    void isReadAsItIsWritten(String text, String image, String directory, String target) {
        Layer layer = Layer.parse(text);
        assertThat(layer.image().orElse(null)).isEqualTo(image);
        assertThat(layer.directory()).isEqualTo(directory);
        assertThat(layer.target()).isEqualTo(target);
        assertThat(layer).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/opt",
                "lib:/opt",
                "image::/opt",
                "image:lib",
                "/a/../b:/opt",
                "image:lib:/a/..:/opt",
                "/a:/",
                "/a:/proc/x",
                "/a:/tmp",
                "/a:/tmp/x",
                "/a:/.quern",
                "image:docker://example.org/lib:/opt",
                "image:a b:/c"
            })
    void whatIsNoneIsRefused(String text) {
        assertThatThrownBy(() -> Layer.parse(text)).isInstanceOf(QuernException.class);
    }

    @Test
    void aPinKeepsTheNameAndSurvivesBeingWritten() {
        Layer pinned = Layer.parse("image:lib:2:/usr:/opt").pinned(DIGEST);
        assertThat(pinned).hasToString("image:lib:2@" + DIGEST + ":/usr:/opt");
        assertThat(Layer.parse(pinned.toString())).isEqualTo(pinned);
        assertThat(pinned.digest()).hasValue(DIGEST);
        assertThat(pinned.pinned(DIGEST)).isEqualTo(pinned);
        assertThat(Layer.parse("image:sha256:0123456:/opt").pinned(DIGEST).image())
                .hasValue(DIGEST);
    }

    @Test
    void placesOverlapWhenOneIsAboveTheOther() {
        Layer layer = Layer.parse("/a:/opt/lib");
        assertThat(layer.overlaps("/opt/lib")).isTrue();
        assertThat(layer.overlaps("/opt")).isTrue();
        assertThat(layer.overlaps("/opt/lib/x")).isTrue();
        assertThat(layer.overlaps("/opt/library")).isFalse();
    }
}
