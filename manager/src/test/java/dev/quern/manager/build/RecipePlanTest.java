package dev.quern.manager.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.recipe.Recipe;
import dev.quern.core.recipe.RecipeReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecipePlanTest {
    @Test
    void valuesStayValues() {
        RecipePlan plan = plan("""
                base: a
                copy: ['a "b".txt:/x']
                env: {A: 'say "$HOME" \\n'}
                run: [/bin/sh, -c, "echo \\"$1\\"\\nRUN x"]
                user: app
                """);
        List<String> lines =
                plan.containerfile(Map.of("a", "localhost/a"), Map.of()).lines().toList();
        assertThat(lines)
                .containsExactly(
                        "FROM localhost/a",
                        "USER 0:0",
                        "ENV A=\"say \\\"\\$HOME\\\" \\\\n\"",
                        "COPY [\"a \\\"b\\\".txt\",\"/x\"]",
                        "USER app",
                        "ENTRYPOINT [\"/bin/sh\",\"-c\",\"echo \\\"$1\\\"\\nRUN x\"]",
                        "CMD []");
    }

    @Test
    void aScriptIsOneCommandAndScratchNoBase() {
        RecipePlan plan = plan("base: scratch\nbuild:\n  - one\n  - two\n  - three\n");
        assertThat(plan.bases()).isEmpty();
        assertThat(plan.containerfile(Map.of(), Map.of()).lines().filter(line -> line.startsWith("RUN ")))
                .hasSize(1);
    }

    @Test
    void packagesComeBeforeFilesAndFromTheMirror() {
        RecipePlan plan = new RecipePlan(
                RecipeReader.read("base: a\npackages: [curl, jq]\ncopy: [x]\n"), Optional.of("http://m/debian"));
        List<String> lines =
                plan.containerfile(Map.of("a", "A"), Map.of()).lines().toList();
        assertThat(lines.get(2)).startsWith("RUN ").contains("install curl jq").contains("|http://m/debian\\\\1|");
        assertThat(lines.get(3)).isEqualTo("COPY [\"x\",\"x\"]");
        assertThat(plan.shown("STEP 3/5: " + lines.get(2))).isEqualTo("STEP 3/5: packages curl jq");
    }

    @Test
    void aScriptThatDoesNotFitIsRefusedWithItsLine() {
        assertThatThrownBy(() -> plan("base: a\nbuild: |\n  echo " + "\"".repeat(39_000) + "\n"))
                .hasMessageContaining(Recipe.FILE + " line 3");
    }

    private static RecipePlan plan(String yaml) {
        return new RecipePlan(RecipeReader.read(yaml), Optional.empty());
    }
}
