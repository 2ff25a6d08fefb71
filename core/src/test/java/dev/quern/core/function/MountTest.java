package dev.quern.core.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountTest {
    @Test
    void aSourceWithoutASlashInFrontIsABucket() {
        Mount whole = Mount.parse("photos:/data");
        assertThat(whole.isBucket()).isTrue();
        assertThat(whole.bucket()).isEqualTo("photos");
        assertThat(whole.prefix()).isEmpty();
        assertThat(whole.writable()).isFalse();
        Mount part = Mount.parse("photos/in/2026/:/data:rw");
        assertThat(part.bucket()).isEqualTo("photos");
        assertThat(part.prefix()).isEqualTo("in/2026/");
        assertThat(part).hasToString("photos/in/2026:/data:rw");
        assertThat(Mount.parse(part.toString())).isEqualTo(part);
        assertThat(Mount.parse("/data/photos:/data").isBucket()).isFalse();
    }

    @Test
    void aBucketIsBeneathNoDirectory() {
        assertThat(Mount.parse("photos/in:/data").isBeneath(List.of(Path.of("/"), Path.of("photos"))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Photos:/data",
                "_quern:/data",
                "ab:/data",
                "photos//in:/data",
                "photos/../in:/data",
                "photos/./in:/data",
                "photos/in:data",
                ":/data",
                "photos/a\nb:/data",
                "../etc:/data",
                "photos:/data:wr"
            })
    void whatIsNeitherIsRefused(String text) {
        assertThatThrownBy(() -> Mount.parse(text)).isInstanceOf(QuernException.class);
    }
}
