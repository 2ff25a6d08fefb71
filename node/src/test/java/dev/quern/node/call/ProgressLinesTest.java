package dev.quern.node.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.task.Progress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLinesTest {
    private final List<Progress> said = new ArrayList<>();
    private final ProgressLines lines = new ProgressLines(said::add);

    @Test
    void aLineSaysPercentAndMessage() {
        feed("noise\n::progress 42 half of it\nmore\n::progress 43\n::progress 44% % done\n");
        assertThat(said)
                .containsExactly(new Progress(42, "half of it"), new Progress(43, ""), new Progress(44, "% done"));
    }

    @Test
    void howItIsCutDoesNotMatter() {
        for (byte b : "x\n::progress 7 ü\n".getBytes(StandardCharsets.UTF_8)) {
            lines.feed(ByteBuffer.wrap(new byte[] {b}));
        }
        assertThat(said).containsExactly(new Progress(7, "ü"));
    }

    @Test
    void theLastLineNeedsNoEnd() {
        feed("::progress 100 done");
        assertThat(said).isEmpty();
        lines.end();
        assertThat(said).containsExactly(new Progress(100, "done"));
    }

    @Test
    void theBufferIsLeftAsItWas() {
        ByteBuffer buffer = ByteBuffer.wrap("..::progress 1 a\n".getBytes(StandardCharsets.US_ASCII), 2, 10);
        lines.feed(buffer);
        assertThat(buffer.position()).isEqualTo(2);
        assertThat(buffer.limit()).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::progress \n", "::progress x\n", "::progress -1\n", "::progress 101\n", "::progress 99999999999\n",
                " ::progress 1\n", "::progres 1\n", "::progress1\n", "::progress 1x\n", "::progress ٣ arabic digits\n",
                "say ::progress 1\n"
            })
    void whatOnlyLooksLikeItIsIgnored(String line) {
        feed(line);
        assertThat(said).isEmpty();
        feed("::progress 1\n");
        assertThat(said).hasSize(1);
    }

    @Test
    void aLineOfAnyLengthCostsNothingAndEndsAtItsEnd() {
        feed("::progress 1 " + "x".repeat(10 << 20));
        feed("\n::progress 2\n");
        assertThat(said).containsExactly(new Progress(2, ""));
    }

    @Test
    void controlCharactersAndBrokenTextArriveHarmless() {
        lines.feed(ByteBuffer.wrap(new byte[] {
            ':',
            ':',
            'p',
            'r',
            'o',
            'g',
            'r',
            'e',
            's',
            's',
            ' ',
            '5',
            ' ',
            0x1b,
            '[',
            '3',
            '1',
            'm',
            (byte) 0xff,
            0,
            '\n'
        }));
        assertThat(said).singleElement().satisfies(p -> assertThat(p.message()).doesNotMatch("(?s).*\\p{Cntrl}.*"));
    }

    private void feed(String text) {
        lines.feed(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
