package dev.quern.app.demo;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalfBlocksTest {
    private static byte[] ppm(String header, String pixels) {
        return (header + pixels).getBytes(ISO_8859_1);
    }

    @Test
    void twoPixelsAboveEachOtherShareACell() {
        Pixels picture = Pixels.ofPpm(ppm("P6\n#made by hand\n1 2\n255\n", "\u00ff\0\0\0\0\u0080"));
        assertThat(HalfBlocks.lines(picture)).containsExactly("\u001b[38;2;255;0;0m\u001b[48;2;0;0;128m▀\u001b[0m");
    }

    @Test
    void anOddLastRowFillsItsCell() {
        Pixels picture = Pixels.ofPpm(ppm("P6 1 1 255\n", "\1\2\3"));
        assertThat(HalfBlocks.lines(picture)).containsExactly("\u001b[38;2;1;2;3m\u001b[48;2;1;2;3m▀\u001b[0m");
    }

    @Test
    void smallerPictureStandsOnTheSameLine() {
        Pixels tall = Pixels.ofPpm(ppm("P6 1 4 255\n", "\0".repeat(12)));
        Pixels low = Pixels.ofPpm(ppm("P6 1 2 255\n", "\0".repeat(6)));
        List<String> lines = HalfBlocks.beside(tall, low, "|");
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).endsWith("| ");
        assertThat(lines.getLast()).endsWith("▀\u001b[0m");
    }

    @Test
    void sizeThatDoesNotMatchTheBytesIsRefused() {
        assertThatThrownBy(() -> Pixels.ofPpm(ppm("P6 9999 9999 255\n", "abc"))).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> Pixels.ofPpm(ppm("P6 2 2 255\n", "abc"))).isInstanceOf(QuernException.class);
        assertThatThrownBy(() -> Pixels.ofPpm(ppm("P6", ""))).isInstanceOf(QuernException.class);
    }
}
