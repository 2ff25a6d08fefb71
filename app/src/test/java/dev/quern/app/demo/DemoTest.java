package dev.quern.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cli.Cli;
import dev.quern.cli.Noun;
import dev.quern.cli.shell.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @TempDir
    Path data;

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void showsTheMainJobWholeAndStops() throws IOException {
        // A range of host ids of its own: other servers may be running beside the tests.
        Files.writeString(data.resolve("quern.properties"), "sandbox.id-base=" + 0x5800_0000 + "\n");

        int exit = demo();

        assertThat(exit).describedAs(errors.toString(UTF_8)).isZero();
        assertThat(shown.toString(UTF_8))
                .contains("upper@1", "checksum@1", "thumbnail@1")
                .contains("A QUERN IS A HAND MILL")
                .containsPattern("thumbnail 200x200 +ok")
                .containsPattern("thumbnail 200x200 +exit 255")
                .contains("not in a known format")
                .containsPattern("before +\\S+friends.jpg +2056 × 3088 +561.5Ki")
                .containsPattern("after +\\S+ +133 × 200 ")
                .contains("curl -sS -H @" + data.resolve("curl.header"))
                .doesNotContain(Files.readString(data.resolve("admin.key")).strip());
        assertThat(data.resolve("server.json")).doesNotExist();
    }

    @Test
    void unprivilegedUserIsToldWhatToDo() {
        assertThat(run(false)).isNotZero();
        assertThat(errors.toString(UTF_8)).contains("sudo").contains("demo");
    }

    private int demo() {
        return run(true);
    }

    private int run(boolean root) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.put("QUERN_HOME", Path.of("..").toAbsolutePath().normalize().toString());
        Shell shell = new Shell(
                InputStream.nullInputStream(),
                new ByteArrayOutputStream(),
                new PrintStream(errors, true, UTF_8),
                environment,
                Path.of(System.getProperty("user.home")),
                root,
                false,
                false);
        Screen screen = new Screen(new PrintStream(shown, true, UTF_8), false, false);
        return Cli.run(
                List.of(Noun.of("demo", session -> new Demo(session, screen))),
                shell,
                "--data",
                data.toString(),
                "demo");
    }
}
