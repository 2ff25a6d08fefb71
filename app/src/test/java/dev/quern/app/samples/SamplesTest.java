package dev.quern.app.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.app.demo.SampleImages;
import dev.quern.app.server.ConfigFile;
import dev.quern.app.server.Server;
import dev.quern.cli.Cli;
import dev.quern.cli.ClientCommands;
import dev.quern.cli.Noun;
import dev.quern.cli.shell.Shell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stock functions, installed as a user installs them and tested by their own tests. With the images in the
 * cache it takes about a minute; without, as long as building them from Debian packages takes.
 */
class SamplesTest {
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();
    private static final long MOST_MINUTES = 10;

    @TempDir
    static Path folder;

    static Server server;

    @BeforeAll
    static void start() throws IOException {
        Path data = folder.resolve("data");
        server = Server.start(
                ConfigFile.read(data, Optional.empty(), Map.of("listen", "127.0.0.1:0", "build.network", "any")));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyStockFunctionPassesItsTest() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertThat(quern(said, "samples", "install"))
                .as(said.toString(StandardCharsets.UTF_8))
                .isZero();
        List<String> names =
                StockFunction.all(HOME).stream().map(StockFunction::name).toList();
        assertThat(names).hasSizeGreaterThan(20);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("default/ocr@1");
        ProcessBuilder test =
                new ProcessBuilder("sh", HOME.resolve("samples/test").toString()).redirectErrorStream(true);
        test.environment()
                .put("CALL", caller("functions/default/$name/calls", "name").toString());
        test.environment().put("RUN", caller("calls?image=$image", "image").toString());
        Process process = test.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        assertThat(output.lines().map(line -> line.split(" +")[1]).toList()).isEqualTo(names);
    }

    @Test
    void aBuildInstallsPackagesOfDebian() throws IOException {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        Path archive = new SampleImages(HOME).archive("debian").file();
        assertThat(quern(said, "image", "load", archive.toString(), "--name", "samples/debian:latest"))
                .as(said.toString(StandardCharsets.UTF_8))
                .isZero();
        Path directory = Files.createDirectory(folder.resolve("hello"));
        Files.writeString(directory.resolve("quern.yaml"), """
                base: samples/debian
                packages: [hello]
                build:
                  - hello --version > /version
                run: [/usr/bin/hello]
                """);
        assertThat(quern(said, "build", directory.toString(), "--tag", "hello:1"))
                .as(said.toString(StandardCharsets.UTF_8))
                .isZero();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        assertThat(quern(answer, "run", "hello:1")).isZero();
        assertThat(answer).asString().isEqualTo("Hello, world!\n");

        Files.writeString(directory.resolve("quern.yaml"), """
                base: samples/debian
                packages: [hello]
                build:
                  - test -e /usr/bin/hello
                  - |
                    if true; then
                        test -e /nothing
                    fi
                """);
        said.reset();
        assertThat(quern(said, "build", directory.toString(), "--tag", "hello:2"))
                .isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("Using cache", "error: quern.yaml line 7: 'test -e /nothing' ended with status 1");
    }

    @Test
    void theListSaysWhatEachDoes() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        assertThat(quern(said, "samples", "ls")).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("face-crop", "samples/opencv", "the largest face");
        assertThat(quern(said, "samples", "install", "nonsense")).isEqualTo(2);
    }

    /** A program that calls this server with curl: the arguments as a JSON array, stdin to stdout. */
    private static Path caller(String route, String first) throws IOException {
        Path script = folder.resolve(first);
        Files.writeString(
                script, """
                %s=$1
                shift
                args=
                for arg; do
                    args="$args,\\"$(printf %%s "$arg" | sed 's/[\\"\\\\]/\\\\&/g' | sed ':a;N;$!ba;s/\\n/\\\\n/g')\\""
                done
                exec curl -sS --fail-with-body -o- -X POST -T - -H "Quern-Args: base64:$(printf %%s "[${args#,}]" | base64 -w0)" \\
                    -H "Authorization: Bearer %s" -H Expect: "%s/v1/%s"
                """.formatted(first, Files.readString(server.keyFile()).strip(), server.url(), route));
        Path program = folder.resolve("call-" + first);
        Files.writeString(program, "#!/bin/sh\n. " + script + "\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    private static int quern(ByteArrayOutputStream said, String... arguments) {
        PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
        Shell shell = new Shell(
                InputStream.nullInputStream(),
                stream,
                stream,
                Map.of("QUERN_HOME", HOME.toString(), "QUERN_URL", server.url(), "QUERN_KEY", key()),
                folder,
                true,
                false,
                false);
        List<Noun> nouns = new ArrayList<>(ClientCommands.all());
        nouns.add(Noun.group("samples", "Stock functions.", List.of(SamplesInstall::new, SamplesList::new)));
        return Cli.run(nouns, shell, arguments);
    }

    private static String key() {
        try {
            return Files.readString(server.keyFile()).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
