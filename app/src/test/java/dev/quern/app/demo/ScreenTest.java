package dev.quern.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(bytes, true, UTF_8), false, false);

    @Test
    void shortStepIsOneLine() {
        screen.step("load", "loading", () -> 7, s -> "loaded " + s.result());
        assertThat(bytes.toString(UTF_8)).isEqualTo("load       loaded 7\n");
    }

    @Test
    void longStepSaysOnceWhatItDoes() {
        screen.step(
                "build",
                "building",
                () -> {
                    await().until(() -> bytes.toString(UTF_8).contains("building …"));
                    return "";
                },
                s -> "built");
        assertThat(bytes.toString(UTF_8).lines()).containsExactly("build      building …", "build      built");
    }

    @Test
    void failedStepPrintsNoResult() {
        assertThatThrownBy(() -> screen.step(
                        "load",
                        "loading",
                        () -> {
                            throw new IllegalStateException("no");
                        },
                        s -> "loaded"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(bytes.toString(UTF_8)).doesNotContain("loaded");
    }
}
