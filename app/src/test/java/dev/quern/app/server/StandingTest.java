package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.cli.Cli;
import dev.quern.cli.ClientCommands;
import dev.quern.cli.shell.Shell;
import dev.quern.core.api.FunctionBody;
import dev.quern.core.api.VersionStateBody;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a function's aliases name against what its node has, as the command line shows it. */
class StandingTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final JsonType<FunctionBody> FUNCTION = Jsonb.instance().type(FunctionBody.class);

    @TempDir
    static Path directory;

    /** Not the common pool, which may be one thread on a small machine. */
    static final ExecutorService THREADS = Executors.newCachedThreadPool();

    static Server server;
    static Path gate;

    @BeforeAll
    static void start() throws Exception {
        gate = Files.createDirectory(directory.resolve("gate")).toRealPath();
        Files.setPosixFilePermissions(gate, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        server = Server.start(ConfigFile.read(
                directory.resolve("data"),
                Optional.empty(),
                Map.of("listen", "127.0.0.1:0", "mount.allow", gate.toString())));
        must("image", "load", Busybox.archive(directory).toString());
    }

    @AfterAll
    static void stop() {
        server.close();
        THREADS.close();
    }

    @Test
    void aSwitchIsOverWhenTheNewVersionIsReadyAndTheLastCallOfTheOldOneHasEnded() throws Exception {
        must(
                deploy("f", "--mount", gate + ":/gate:rw"),
                "--",
                "sh",
                "-c",
                "echo > /gate/begun; while [ ! -e /gate/open ]; do sleep 0.05; done; echo old");
        assertThat(get("f").state()).isEqualTo("idle");
        CompletableFuture<String> old = CompletableFuture.supplyAsync(() -> must("call", "f"), THREADS);
        await().atMost(LONG).until(() -> old.isDone() || Files.exists(gate.resolve("begun")));
        assertThat(old).isNotDone();
        must(deploy("f", "--min", "2"), "--", "echo", "new");

        FunctionBody during = get("f");
        assertThat(during.expected())
                .singleElement()
                .satisfies(alias -> assertThat(alias.version()).isEqualTo(2));
        assertThat(of(during, 1).busy()).isEqualTo(1);
        assertThat(during.state()).isIn("starting", "switching");
        assertThat(quern("alias", "set", "f", "2", "--wait", "1s").error()).contains("1 calls of @1 have not ended");
        await().atMost(LONG).until(() -> get("f").state().equals("switching"));
        assertThat(must("function", "ls")).contains("switching");

        CompletableFuture<String> waiting =
                CompletableFuture.supplyAsync(() -> must("alias", "set", "f", "2", "--wait", "60s"), THREADS);
        Files.createFile(gate.resolve("open"));
        assertThat(old.get(60, TimeUnit.SECONDS)).isEqualTo("old\n");
        assertThat(waiting.get(60, TimeUnit.SECONDS)).contains("is version 2 now");
        FunctionBody after = get("f");
        assertThat(after.state()).isEqualTo("ready");
        assertThat(of(after, 2).min()).isEqualTo(2);
        assertThat(of(after, 2).ready()).isGreaterThanOrEqualTo(2);
        assertThat(of(after, 2).image()).isEqualTo("present");
        assertThat(must("function", "get", "f")).containsPattern("actual:\n  version +image +min +ready");
    }

    @Test
    void whatCannotBeStartedSaysWhyUntilItCan() {
        must(deploy("broken"), "--", "/no/such/program");
        assertThat(quern("call", "broken").code()).isNotZero();
        await().atMost(LONG).until(() -> of(get("broken"), 1).failure() != null);
        assertThat(of(get("broken"), 1).failure()).contains("/no/such/program");
        await().atMost(LONG).until(() -> get("broken").state().matches("failing|ready"));
        must(deploy("broken"), "--", "echo", "mended");
        // What the version before it kept ready is there before calls go to the next.
        assertThat(get("broken").state()).isEqualTo("ready");
        must("call", "broken");
        assertThat(of(get("broken"), 2).failure()).isNull();
    }

    @Test
    void callsThatWaitAreCounted() throws Exception {
        must(
                deploy("narrow", "--mount", gate + ":/gate:rw", "--concurrency", "1"),
                "--",
                "sh",
                "-c",
                "echo >> /gate/narrow; while [ ! -e /gate/wide ]; do sleep 0.05; done");
        List<CompletableFuture<String>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> must("call", "narrow"), THREADS));
        }
        await().atMost(LONG).until(() -> of(get("narrow"), 1).waiting() == 2);
        assertThat(of(get("narrow"), 1).busy()).isEqualTo(1);
        Files.createFile(gate.resolve("wide"));
        for (CompletableFuture<String> call : calls) {
            call.get(60, TimeUnit.SECONDS);
        }
        await().atMost(LONG).until(() -> of(get("narrow"), 1).busy() == 0);
    }

    private static FunctionBody get(String name) {
        return FUNCTION.fromJson(must("function", "get", name, "-o", "json"));
    }

    private static VersionStateBody of(FunctionBody function, int version) {
        return Objects.requireNonNull(function.actual()).stream()
                .filter(v -> v.version() == version)
                .findFirst()
                .orElseThrow();
    }

    private static String[] deploy(String name, String... flags) {
        List<String> words = new ArrayList<>(List.of("deploy", name, "--image", "busybox"));
        words.addAll(List.of(flags));
        return words.toArray(String[]::new);
    }

    private static String must(String[] first, String... rest) {
        List<String> words = new ArrayList<>(List.of(first));
        words.addAll(List.of(rest));
        return must(words.toArray(String[]::new));
    }

    private static String must(String... words) {
        Ran ran = quern(words);
        assertThat(ran.code()).as(ran.error()).isZero();
        return ran.output();
    }

    private static String key() {
        try {
            return Files.readString(server.keyFile()).trim();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Ran(int code, String output, String error) {}

    private static Ran quern(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                InputStream.nullInputStream(),
                out,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                Map.of("QUERN_URL", server.url(), "QUERN_KEY", key()),
                directory,
                true,
                false,
                false);
        int code = Cli.run(ClientCommands.all(), shell, words);
        return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
