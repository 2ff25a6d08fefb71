package dev.quern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.quern.core.recipe.Recipe;
import dev.quern.core.recipe.RecipeReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionInitTest extends CliTest {
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

    @ParameterizedTest
    @CsvSource({"shell,sh", "python,python3", "node,node", "java,java", "go,go"})
    void theTemplatesOwnTestPassesAndItsDescriptorIsRead(String template, String program) throws Exception {
        Path folder = home.resolve(template);
        assertThat(quern("function", "init", template, folder.toString()))
                .as(err())
                .isZero();
        Recipe recipe = RecipeReader.read(Files.readString(folder.resolve("quern.yaml")));
        assertThat(recipe.copy())
                .allSatisfy(copy -> assertThat(folder.resolve(copy.source())).exists());
        assertThat(recipe.run()).isNotEmpty();
        assumeTrue(isInstalled(program), program + " is not on this machine");
        ProcessBuilder test =
                new ProcessBuilder("sh", "test.sh").directory(folder.toFile()).redirectErrorStream(true);
        test.environment().put("PATH", path());
        test.environment().put("GOCACHE", home.resolve("gocache").toString());
        Process process = test.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).endsWith("ok\n");
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path mine = Files.writeString(home.resolve("README.md"), "mine");
        assertThat(quern("function", "init", "shell", home.toString())).isEqualTo(2);
        assertThat(mine).hasContent("mine");
        assertThat(home.resolve("quern.yaml")).doesNotExist();
        assertThat(err()).contains("is there already");
    }

    @Test
    void templatesAreListed() {
        assertThat(quern("function", "init", "--list")).isZero();
        assertThat(out().lines().map(line -> line.split(" ")[0]).toList())
                .isEqualTo(List.of("shell", "python", "node", "java", "go"));
        assertThat(quern("function", "init", "cobol")).isEqualTo(2);
        assertThat(err()).contains("There is no template 'cobol'").contains("python");
    }

    private static String path() {
        return JAVA + File.pathSeparator + System.getenv("PATH");
    }

    private static boolean isInstalled(String program) {
        return Stream.of(path().split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
