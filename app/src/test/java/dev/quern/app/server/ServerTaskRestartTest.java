package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform is killed while a task is with a function's server. */
class ServerTaskRestartTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    /** One connection of a server: says which attempt it is, and is done with the second one only. */
    private static final String SERVE = "while read -r line; do case $line in Quern-Attempt:*) attempt=${line#* };;"
            + " ?) break;; esac; done; attempt=${attempt%?}; [ -n \\\"$attempt\\\" ] || exit;"
            + " echo $attempt >> /effects/lines; [ $attempt -ge 2 ] || sleep 600;"
            + " echo -en 'HTTP/1.1 200 OK\\\\r\\\\nConnection: close\\\\r\\\\nContent-Length: 4\\\\r\\\\n\\\\r\\\\ndone'";

    @TempDir
    Path directory;

    @Test
    void aTaskOfAServerIsDoneWhoeverWasKilledMeanwhile() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        FaultEffects effects = FaultEffects.in(directory.resolve("effects"));
        Path lines = effects.directory().resolve("lines");
        Files.writeString(data.resolve("quern.properties"), "mount.allow=" + effects.directory() + "\n");
        String id;
        try (UpProcess killed = UpProcess.start(data)) {
            killed.deploy(Busybox.archive(directory), "web", """
                    {"image":"busybox","contract":"http","max":1,"mounts":["%s:/effects:rw"],
                     "command":["busybox","nc","-ll","-p","8080","-e","sh","-c","%s"]}
                    """.formatted(effects.directory(), SERVE));
            HttpResponse<String> accepted =
                    killed.send("POST", "/v1/functions/default/web/tasks", BodyPublishers.ofString("work"));
            id = accepted.headers().firstValue("Quern-Task-Id").orElseThrow();
            await().atMost(LONG).until(() -> Files.readString(lines).equals("1\n"));
            killed.kill();
        }
        try (UpProcess up = UpProcess.start(data)) {
            String task = up.send("GET", "/v1/tasks/" + id + "?wait=60s", BodyPublishers.noBody())
                    .body();
            assertThat(task).contains("\"state\":\"succeeded\"", "\"attempt\":2");
            assertThat(up.send("GET", "/v1/tasks/" + id + "/result", BodyPublishers.noBody())
                            .body())
                    .isEqualTo("done");
            assertThat(Files.readString(lines)).isEqualTo("1\n2\n");
        }
    }
}
