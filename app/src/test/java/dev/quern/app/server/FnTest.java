package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quern.app.demo.SampleImages;
import dev.quern.core.error.QuernException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions made with Fn's development kits, and what is none of their making; see app/src/test/fn. */
class FnTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Path HOME = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    static Path directory;

    static Terminal quern;
    static Path functions;

    @BeforeAll
    static void start() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        functions = Files.createDirectory(directory.toRealPath().resolve("functions"));
        Files.setPosixFilePermissions(functions, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Stream<Path> files = Files.list(Path.of("src/test/fn"))) {
            for (Path file : files.toList()) {
                Path copy = Files.copy(file, functions.resolve(file.getFileName()));
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rw-r--r--"));
            }
        }
        quern = new Terminal(directory, functions);
    }

    @AfterAll
    static void stop() {
        quern.close();
    }

    /** Builds and loads the image, or says that this machine cannot. */
    private static String image(String language) {
        String name = "fn-" + language;
        try {
            quern.must(
                    "image", "load", new SampleImages(HOME).archive(name).file().toString());
        } catch (QuernException e) {
            abort("No image with the development kit for " + language + ": " + e.text());
        }
        return "samples/" + name;
    }

    private static void deploy(String function, String language, String... more) {
        List<String> words = new ArrayList<>(
                List.of("deploy", function, "--image", image(language), "--contract", "fn", "--max", "2"));
        if (!Set.of("java", "go").contains(language)) {
            // In these the function is compiled, and lies in the image.
            words.addAll(List.of("--layer", functions + ":/function"));
        }
        words.addAll(List.of(more));
        quern.must(words.toArray(String[]::new));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "node", "java"})
    void aKitsFunctionAnswersFailsTakesTooLongAndEnds(String language) throws Exception {
        String f = "whole-" + language;
        deploy(f, language, "--timeout", "30s");
        assertThat(quern.call(f, "hello").body()).isEqualTo("hello");
        byte[] body = new byte[5_000_000];
        new Random(1).nextBytes(body);
        HttpResponse<byte[]> echoed = quern.send(
                quern.request("/v1/functions/default/" + f + "/calls").POST(BodyPublishers.ofByteArray(body)));
        assertThat(echoed.body()).isEqualTo(body);
        assertThat(echoed.headers().firstValue("Content-Type")).hasValue("application/octet-stream");

        String pid = quern.call(f, "pid").body();
        HttpResponse<String> failed = quern.call(f, "fail");
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.body()).contains("function_failed", "The function failed");
        // The kit for Java says why in its log alone.
        assertThat(failed.body().contains("it went wrong")).isEqualTo(!language.equals("java"));
        assertThat(quern.call(f, "pid").body()).as("the instance is kept").isEqualTo(pid);

        HttpResponse<String> ended = quern.call(f, "exit");
        assertThat(ended.statusCode()).isEqualTo(502);
        assertThat(ended.body()).contains("exited with 7");
        // Whether one crash is the first of many is not known: another start may wait half a second.
        await().atMost(LONG).until(() -> quern.call(f, "again").body().equals("again"));

        deploy(f, language, "--timeout", "10s");
        assertThat(quern.call(f, "first").body()).isEqualTo("first");
        HttpResponse<String> late = quern.call(f, "sleep");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("deadline_exceeded");
        assertThat(quern.call(f, "next").body()).as("by another instance").isEqualTo("next");
    }

    /** That kit has no word for a failure: a function that panics takes its connection with it. */
    @Test
    void theKitForGoAnswersPanicsTakesTooLongAndEnds() throws Exception {
        deploy("whole-go", "go", "--timeout", "30s");
        byte[] body = new byte[5_000_000];
        new Random(1).nextBytes(body);
        HttpResponse<byte[]> echoed = quern.send(
                quern.request("/v1/functions/default/whole-go/calls").POST(BodyPublishers.ofByteArray(body)));
        assertThat(echoed.body()).isEqualTo(body);
        assertThat(echoed.headers().firstValue("Content-Type")).hasValue("application/octet-stream");
        assertThat(quern.call("whole-go", "pid").body())
                .isEqualTo(quern.call("whole-go", "pid").body());

        HttpResponse<String> failed = quern.call("whole-go", "fail");
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.body()).contains("function_failed");
        await().atMost(LONG).until(() -> quern.call("whole-go", "again").body().equals("again"));
        HttpResponse<String> ended = quern.call("whole-go", "exit");
        assertThat(ended.statusCode()).isEqualTo(502);
        assertThat(ended.body()).contains("exited with 7");
        await().atMost(LONG).until(() -> quern.call("whole-go", "again").body().equals("again"));

        deploy("whole-go", "go", "--timeout", "5s");
        assertThat(quern.call("whole-go", "first").body()).isEqualTo("first");
        HttpResponse<String> late = quern.call("whole-go", "sleep");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(quern.call("whole-go", "next").body())
                .as("by another instance")
                .isEqualTo("next");
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "node", "java"})
    void aKitsFunctionDoesTasks(String language) throws Exception {
        String f = "tasks-" + language;
        deploy(f, language);
        Path input = Files.writeString(directory.resolve("input-" + language), "hello");
        assertThat(quern.must("submit", f, "--input", input.toString(), "--wait"))
                .isEqualTo("hello");
        Path failing = Files.writeString(directory.resolve("failing-" + language), "fail");
        Terminal.Ran failed = quern.run("submit", f, "--input", failing.toString(), "--retries", "0", "--wait");
        assertThat(failed.code()).isNotZero();
        assertThat(failed.error()).contains("The function failed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "node", "java", "go"})
    void aRequestsMethodPathAndHeadersArriveAndItsStatusAndHeadersComeBack(String language) throws Exception {
        String f = "http-" + language;
        deploy(f, language);
        HttpResponse<byte[]> answer = quern.send(quern.request("/fn/default/" + f + "/a%20b/c?x=1&y")
                .method("PUT", BodyPublishers.ofString("content"))
                .header("Content-Type", "text/plain")
                .header("X-Sent", "one")
                .header("Fn-Call-Id", "made up"));
        assertThat(answer.statusCode()).isEqualTo(418);
        assertThat(answer.headers().firstValue("X-Own")).hasValue("yes");
        assertThat(answer.headers().map().keySet()).noneMatch(name -> name.startsWith("fn-"));
        assertThat(text(answer))
                .contains("\"PUT\"", quern.url() + "/fn/default/" + f + "/a%20b/c?x=1&y", "one", "content")
                .contains(answer.headers().firstValue("Quern-Call-Id").orElseThrow());
    }

    @Test
    void aCallIsToldWhatItIs() throws Exception {
        deploy("told", "python");
        HttpResponse<String> answer = quern.call("told", "tell");
        assertThat(answer.body())
                .contains(answer.headers().firstValue("Quern-Call-Id").orElseThrow())
                .containsPattern("\"deadline\": \"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"")
                .contains("\"FN_LISTENER\": \"unix:/tmp/iofs/lsnr.sock\"", "\"FN_MEMORY\": \"256\"")
                .contains("\"FN_FORMAT\": \"http-stream\"", "\"FN_FN_NAME\": \"told\"", "\"method\": null");
        HttpResponse<String> late = quern.call("told", "late");
        assertThat(late.statusCode()).isEqualTo(504);
        assertThat(late.body()).contains("no time left");
    }

    @ParameterizedTest
    @CsvSource({
        "never, did not listen on /tmp/iofs/lsnr.sock within 2s",
        "ends, exited with 1 before it listened on /tmp/iofs/lsnr.sock; its last words: nothing to serve",
        "leaves, is a link that leaves its directory",
        "absolute, is a link that leaves its directory",
        "loop, is a link that leads to itself",
        "file, is no socket"
    })
    void whatDoesNotListenAsItShouldIsNotStarted(String what, String said) throws Exception {
        deploy("bad-" + what, "python", "--start-limit", "2s", "--", "/usr/bin/python3", "/function/bad.py", what);
        HttpResponse<String> answer = quern.call("bad-" + what, "");
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains(said);
    }

    @ParameterizedTest
    @CsvSource({
        "garbage, does not begin like an HTTP/1 answer",
        "status, its status is 418",
        "silent, closed the connection without an answer"
    })
    void whatAnswersAsNoKitDoesIsReplaced(String what, String said) throws Exception {
        deploy("bad-" + what, "python", "--", "/usr/bin/python3", "/function/bad.py", what);
        for (int i = 0; i < 3; i++) {
            HttpResponse<String> answer = quern.call("bad-" + what, "");
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(answer.body()).contains("function_failed", said);
        }
        // Each call had an instance of its own: none was given a second one.
        assertThat(quern.must("function", "get", "bad-" + what)).doesNotContain("failing");
    }

    @Test
    void aStatusThatIsNoneIsABadAnswer() throws Exception {
        deploy("odd", "python", "--", "/usr/bin/python3", "/function/bad.py", "odd");
        HttpResponse<byte[]> answer = quern.send(quern.request("/fn/default/odd/x"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(text(answer)).contains("Fn-Http-Status");
    }

    @Test
    void anAnswerWithoutContentHasNone() throws Exception {
        deploy("empty", "python", "--", "/usr/bin/python3", "/function/bad.py", "empty");
        HttpResponse<byte[]> answer = quern.send(quern.request("/fn/default/empty/x"));
        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void theDirectoryOfTheSocketIsSmall() throws Exception {
        deploy("full", "python", "--", "/usr/bin/python3", "/function/bad.py", "full");
        HttpResponse<String> answer = quern.call("full", "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }
}
