package dev.quern.app.dist;

import dev.quern.cli.Cli;
import dev.quern.cli.Noun;
import dev.quern.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * Runs what commands usually do, in one process and against canned answers, while the JVM records
 * what it loads and links (JEP 483): dev/train.sh makes the client's AOT cache of it.
 */
@Command(name = "train-client", hidden = true, description = "Run usual commands, for the AOT cache.")
public final class TrainClient implements Callable<Integer> {
    private static final List<List<String>> COMMANDS = List.of(
            List.of("--help"),
            List.of("call", "--help"),
            List.of("functoin"),
            List.of("call", "echo", "a", "--", "-b"),
            List.of("run", "busybox", "true"),
            List.of("call", "ls"),
            List.of("call", "get", "0197f3a0-0000-7000-8000-000000000000"),
            List.of("logs", "echo"),
            List.of("function", "ls"),
            List.of("function", "ls", "-o", "json"),
            List.of("function", "get", "echo"),
            List.of("version", "ls", "echo"),
            List.of("image", "ls"),
            List.of("function", "get", "missing"),
            List.of("deploy", "echo", "--image", "busybox", "--memory", "64Mi", "--timeout", "5s", "--", "cat"));

    private final Supplier<List<Noun>> nouns;

    public TrainClient(Supplier<List<Noun>> nouns) {
        this.nouns = nouns;
    }

    @Override
    public Integer call() throws IOException {
        Path data = Files.createTempDirectory("quern-train");
        try (CannedServer server = CannedServer.start()) {
            Files.writeString(data.resolve("server.json"), "{\"url\":\"" + server.url() + "\",\"pid\":1}");
            Files.writeString(data.resolve("admin.key"), "quern_training\n");
            for (List<String> command : COMMANDS) {
                Cli.run(
                        nouns.get(),
                        shell(),
                        Stream.concat(Stream.of("--data", data.toString()), command.stream())
                                .toArray(String[]::new));
            }
        } finally {
            Files.deleteIfExists(data.resolve("server.json"));
            Files.deleteIfExists(data.resolve("admin.key"));
            Files.delete(data);
        }
        return 0;
    }

    private static Shell shell() {
        Shell real = Shell.system();
        return new Shell(
                new ByteArrayInputStream("a body".getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream(),
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                Map.of(),
                Path.of("/nonexistent"),
                real.root(),
                false,
                false);
    }
}
