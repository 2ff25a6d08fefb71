package dev.quern.core.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quern.core.error.QuernException;
import dev.quern.core.value.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeReaderTest {
    @Test
    void everyKeyIsRead() {
        Recipe recipe = RecipeReader.read("""
                base: debian:12
                packages: [curl, libvips-tools]
                copy:
                  - app.py:/app/app.py
                  - models
                build: |
                  curl -O http://example.org/a.tar

                  tar -xf a.tar
                run: [python3, /app/app.py]
                user: nobody
                workdir: /app
                env: {MODE: fast, PORT: 8080}
                contract: stdio
                fresh: process
                memory: 512Mi
                timeout: 30s
                """);
        assertThat(recipe.base()).isEqualTo("debian:12");
        assertThat(recipe.packages()).containsExactly(new PackageLine("curl", 2), new PackageLine("libvips-tools", 2));
        assertThat(recipe.copy())
                .containsExactly(new CopyLine("app.py", "/app/app.py", 4), new CopyLine("models", "models", 5));
        assertThat(recipe.build())
                .containsExactly(new ScriptLine("curl -O http://example.org/a.tar\n\ntar -xf a.tar", 7));
        assertThat(recipe.run()).containsExactly("python3", "/app/app.py");
        assertThat(recipe.user()).isEqualTo("nobody");
        assertThat(recipe.workingDirectory()).isEqualTo("/app");
        assertThat(recipe.environment()).isEqualTo(Map.of("MODE", "fast", "PORT", "8080"));
        assertThat(recipe.defaults().memory()).contains(DataSize.ofMebibytes(512));
        assertThat(recipe.defaults().timeout()).contains(Duration.ofSeconds(30));
        assertThat(recipe.isBaseOnly()).isFalse();
        assertThat(RunDefaults.of(recipe.defaults().labels())).isEqualTo(recipe.defaults());
    }

    @Test
    void scriptLinesKnowWhereTheyStand() {
        Recipe recipe = RecipeReader.read("base: scratch\nbuild:\n  - one\n\n  - |\n    two\n    three\n  - four\n");
        assertThat(recipe.build())
                .isEqualTo(
                        List.of(new ScriptLine("one", 3), new ScriptLine("two\nthree", 6), new ScriptLine("four", 8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'base: a\nbas: b'                | line 2: there is no key 'bas'
            'base: a\nbase: b'               | line 2: 'base' is there twice
            'run: [a]'                       | line 1: base is missing
            'base:'                          | line 1: base takes a text
            'base: a\n\nmemory: lots'        | line 3:
            'base: a\ntimeout: [1s]'         | line 2: timeout takes a text
            'base: a\npackages: [a, "b;c"]'  | line 2: 'b;c' is not a package's name
            'base: a\npackages:\n  - "-y"'   | line 3: '-y' is not a package's name
            'base: a\ncopy: [/etc/passwd:/]' | line 2:
            'base: a\ncopy: ["../x:/"]'      | line 2:
            'base: a\nenv: [A=1]'            | line 2: env takes lines
            'base: a\nenv: {A B: 1}'         | line 2: 'A B' is not an environment variable
            'base: a\nrun: python app.py'    | line 2: run takes a list
            'base: a\nworkdir: app'          | line 2: 'app' is not an absolute path
            'base: a\nuser: "a b"'           | line 2: 'a b' is not a user
            'base: a\ncontract: magic'       | line 2: The contract 'magic'
            'base: "a\\nRUN b"'              | line 1: this takes one line
            'base: [a'                       | line
            '- a'                            | line 1: it takes lines of
            'base: !!java.net.URL [a]'       | line 1: base takes a text
            """)
    void mistakesAreNamedWithTheirLine(String yaml, String message) {
        assertThatThrownBy(() -> RecipeReader.read(yaml))
                .isInstanceOf(QuernException.class)
                .hasMessageContaining("quern.yaml " + message);
    }

    @Test
    void emptyAndEndlessOnesAreRefused() {
        assertThatThrownBy(() -> RecipeReader.read("")).hasMessageContaining("empty");
        assertThatThrownBy(() -> RecipeReader.read("#".repeat(RecipeReader.MOST + 1)))
                .hasMessageContaining("characters");
        assertThatThrownBy(() -> RecipeReader.read("base: a\nbuild: |\n  " + "x".repeat(50_000)))
                .hasMessageContaining("line 3");
    }
}
