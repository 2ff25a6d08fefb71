package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CompletionTest extends CliTest {
    private String bash(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", script)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void bashCompletesNounsAndVerbs() throws Exception {
        assertThat(quern("completion", "bash")).isZero();
        Path script = Files.writeString(home.resolve("quern.bash"), out());
        bash("bash -n " + script);
        String completed = bash("source " + script
                + "; complete -p quern; COMP_WORDS=(quern fun) COMP_CWORD=1; _complete_quern 2>/dev/null; echo \"${COMPREPLY[@]}\""
                + "; COMP_WORDS=(quern image l) COMP_CWORD=2; _complete_quern 2>/dev/null; echo \"${COMPREPLY[@]}\"");
        assertThat(completed.lines().skip(1)).containsExactly("function", "ls load");
    }

    @Test
    void fishNamesEveryCommand() {
        assertThat(quern("completion", "fish")).isZero();
        assertThat(out())
                .contains("complete -c quern -n __fish_use_subcommand -f -a image ")
                .contains("-n '__fish_seen_subcommand_from image' -a load")
                .contains("-l memory -r");
        assertThat(out().lines()).allMatch(line -> line.startsWith("complete -c quern "));
    }

    @Test
    void otherShellsAreRefused() {
        assertThat(quern("completion", "tcsh")).isEqualTo(2);
    }
}
