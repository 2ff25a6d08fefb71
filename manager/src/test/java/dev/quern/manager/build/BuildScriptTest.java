package dev.quern.manager.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.recipe.RecipeReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line at which a script fails, as the shells of this machine tell it. */
class BuildScriptTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"bash", "dash", "busybox"})
    void everyShellTellsTheLine(String shell) throws Exception {
        assertThat(failed(shell, "base: a\nbuild:\n  - true\n  - test 1 = 2\n  - true\n")
                        .line())
                .isEqualTo(4);
        assertThat(failed(shell, "base: a\n\nbuild: |\n  true\n\n  # why\n  test 1 = 2\n")
                        .line())
                .isEqualTo(7);
        assertThat(failed(shell, "base: a\nbuild:\n  - true\n  - |\n    true\n    done\n")
                        .line())
                .isEqualTo(6);
        assertThat(failed(shell, "base: a\nbuild: [true, test 1 = 2]\n").text())
                .contains("test 1")
                .contains("2");
    }

    private FailedLine failed(String shell, String yaml) throws Exception {
        BuildScript script = new BuildScript(RecipeReader.read(yaml).build());
        Path file = Files.writeString(folder.resolve("build"), script.text() + "\n");
        List<String> command =
                shell.equals("busybox") ? List.of("busybox", "sh", file.toString()) : List.of(shell, file.toString());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isNotZero();
        return script.failed(output.lines().toList().reversed());
    }
}
