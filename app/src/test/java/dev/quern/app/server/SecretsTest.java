package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets from the route they are set by to the function that has them, and nowhere else. */
class SecretsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String SHOW = """
            {"image":"busybox","secrets":["TOKEN","TOKEN:/run/secrets/token"],%s
             "command":["sh","-c","echo -n \\"$TOKEN \\"; cat /run/secrets/token"]}""";
    private static final String SERVE = """
            {"image":"busybox","contract":"http","max":2,"secrets":["TOKEN","KEY:/etc/app/key"],
             "command":["sh","-c","mkdir -p /tmp/h/cgi-bin; printf '#!/bin/sh\\\\necho; echo $TOKEN; cat /etc/app/key' > \
            /tmp/h/cgi-bin/x; busybox chmod +x /tmp/h/cgi-bin/x; exec busybox httpd -f -p $PORT -h /tmp/h"]}""";

    @TempDir
    Path directory;

    private Path archive = Path.of("");
    private Path data = Path.of("");

    @BeforeEach
    void prepare() throws Exception {
        archive = Busybox.archive(directory);
        data = Files.createDirectory(directory.resolve("data"));
    }

    @Test
    void theNextCallSeesWhatWasSetLastInNewAndInKeptContainers() throws Exception {
        try (UpProcess up = UpProcess.start(data)) {
            set(up, "TOKEN", "first-value\n");
            up.deploy(archive, "show", line(SHOW.formatted("\"min\":2,")));
            up.deploy(archive, "kept", line(SHOW.formatted("\"fresh\":\"process\",\"max\":1,")));
            for (String function : List.of("show", "kept")) {
                assertThat(up.call(function, "").body()).isEqualTo("first-value first-value\n");
            }
            set(up, "TOKEN", "second-value");
            for (int i = 0; i < 3; i++) {
                for (String function : List.of("show", "kept")) {
                    assertThat(up.call(function, "").body()).isEqualTo("second-value second-value");
                }
            }
        }
    }

    @Test
    void aServersInstancesAreReplacedOneByOne() throws Exception {
        try (UpProcess up = UpProcess.start(data)) {
            set(up, "TOKEN", "token-1");
            set(up, "KEY", "key-1");
            up.deploy(archive, "web", line(SERVE));
            assertThat(get(up)).isEqualTo("token-1\nkey-1");
            set(up, "TOKEN", "token-2");
            set(up, "KEY", "key-2");
            await().atMost(LONG).untilAsserted(() -> assertThat(get(up)).isEqualTo("token-2\nkey-2"));
        }
    }

    @Test
    void deploysThatNameWhatIsNotThereAreRefusedAndRemovalsOfWhatIsUsed() throws Exception {
        try (UpProcess up = UpProcess.start(data)) {
            up.send("POST", "/v1/images", BodyPublishers.ofFile(archive));
            String versions = "/v1/functions/default/show/versions";
            String deploy = line(SHOW.formatted(""));
            assertThat(up.send("POST", versions, BodyPublishers.ofString(deploy))
                            .body())
                    .contains("secret_not_found");
            set(up, "TOKEN", "x");
            HttpResponse<String> made = up.send("POST", versions, BodyPublishers.ofString(deploy));
            assertThat(made.body()).contains("\"TOKEN:/run/secrets/token\"");
            String one = "/v1/secrets/default/TOKEN";
            assertThat(up.send("DELETE", one, BodyPublishers.noBody()).statusCode())
                    .isEqualTo(409);
            up.send("POST", versions, BodyPublishers.ofString("{\"image\":\"busybox\"}"));
            assertThat(up.send("DELETE", one, BodyPublishers.noBody()).statusCode())
                    .isEqualTo(204);
            assertThat(up.send("GET", one, BodyPublishers.noBody()).statusCode())
                    .isEqualTo(404);
            // The older version is still there, by its number.
            HttpResponse<String> gone =
                    up.send("POST", "/v1/functions/default/show/calls?ref=1", BodyPublishers.noBody());
            assertThat(gone.statusCode()).isEqualTo(503);
            assertThat(gone.body()).contains("'TOKEN'", "not there any more");
            assertThat(up.send("PUT", one, BodyPublishers.ofByteArray(new byte[65_537]))
                            .statusCode())
                    .isEqualTo(413);
            assertThat(up.send("PUT", "/v1/secrets/default/1X", BodyPublishers.ofString("x"))
                            .statusCode())
                    .isEqualTo(400);
            assertThat(up.send("PUT", "/v1/secrets/nowhere/X", BodyPublishers.ofString("x"))
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void aValueIsInNoFileOfTheServerAndInNoAnswer() throws Exception {
        String value = "find-me-if-you-can-4711";
        String older = "find-me-where-i-was-0815";
        StringBuilder answers = new StringBuilder();
        try (UpProcess up = UpProcess.start(data)) {
            set(up, "TOKEN", older);
            answers.append(set(up, "TOKEN", value));
            up.deploy(archive, "show", line(SHOW.formatted("")));
            up.deploy(archive, "fail", line(SHOW.formatted("").replace("echo -n", "exit 3; echo -n")));
            assertThat(up.call("show", "").body()).contains(value);
            up.call("fail", "");
            for (String path : List.of(
                    "/v1/secrets",
                    "/v1/secrets/default/TOKEN",
                    "/v1/functions/default/show",
                    "/v1/functions/default/show/versions/1",
                    "/v1/calls")) {
                answers.append(up.send("GET", path, BodyPublishers.noBody()).body());
            }
            assertThat(leaks(value, older)).isEmpty();
        }
        assertThat(answers.toString()).contains("\"version\":2", "\"sizeBytes\":23");
        assertThat(answers.toString()).doesNotContain(value, older);
        assertThat(leaks(value, older)).isEmpty();
        try (UpProcess up = UpProcess.start(data)) {
            assertThat(up.call("show", "").body()).contains(value);
        }
    }

    /** Files of the data directory, of the sandboxes and the log that hold one of the values. */
    private List<Path> leaks(String... values) throws IOException {
        try (Stream<Path> all = Stream.concat(Files.walk(directory), Files.walk(RunDirectory.of(data)))) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> holds(file, values))
                    .toList();
        }
    }

    private static boolean holds(Path file, String... values) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            return Stream.of(values).anyMatch(text::contains);
        } catch (IOException e) {
            // PostgreSQL and the node remove files while this looks.
            return false;
        }
    }

    private static String line(String json) {
        return json.replace("\n", "");
    }

    private static String get(UpProcess up) throws IOException {
        return up.send("GET", "/fn/default/web/cgi-bin/x", BodyPublishers.noBody())
                .body();
    }

    private static String set(UpProcess up, String name, String value) throws IOException {
        HttpResponse<String> answer = up.send("PUT", "/v1/secrets/default/" + name, BodyPublishers.ofString(value));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }
}
