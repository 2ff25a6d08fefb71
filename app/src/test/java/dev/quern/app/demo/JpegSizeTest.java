package dev.quern.app.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class JpegSizeTest {
    private static final Path PHOTO = Path.of("../samples/photo/friends.jpg");

    @Test
    void sizeOfThePhotographIsTheOneItsLicenceNoteStates() throws IOException {
        assertThat(JpegSize.of(Files.readAllBytes(PHOTO))).hasToString("2056 × 3088");
    }

    @Test
    void anImageCutBeforeItsFrameIsNotAnImage() throws IOException {
        byte[] start = Arrays.copyOf(Files.readAllBytes(PHOTO), 16);
        assertThatThrownBy(() -> JpegSize.of(start)).isInstanceOf(QuernException.class);
    }

    @Test
    void textIsNotAnImage() {
        assertThatThrownBy(() -> JpegSize.of("not an image".getBytes())).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> JpegSize.of(new byte[0])).isInstanceOf(QuernException.class);
    }

    @Test
    void segmentLengthPastTheEndIsRefused() {
        byte[] lying = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE0, (byte) 0xFF, (byte) 0xFF, 0, 0};
        assertThatThrownBy(() -> JpegSize.of(lying)).isInstanceOf(QuernException.class);
    }
}
