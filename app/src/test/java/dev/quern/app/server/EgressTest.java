package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways out by deploy and call; what they reach is tested where there is something to reach. */
class EgressTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    @Test
    void whatWasDeployedIsShownAndWhatMakesNoSenseIsRefused() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Files.writeString(data.resolve("quern.properties"), "egress.deny=203.0.113.0/24\n");
        try (UpProcess up = UpProcess.start(data)) {
            up.deploy(Busybox.archive(directory), "out", """
                    {"image":"busybox","egress":"203.0.113.9:80",\
                    "command":["sh","-c","busybox nc -w 5 203.0.113.9 80; cat /etc/resolv.conf"]}""");
            assertThat(up.call("out", "").body()).startsWith("nameserver 127.0.0.1\n");
            assertThat(up.send("GET", "/v1/functions/default/out", BodyPublishers.noBody())
                            .body())
                    .contains("\"egress\":\"203.0.113.9:80\"", "\"refused\":1", "\"bytesOut\":0");
            for (String egress : new String[] {"db", "db:0", "[::1]:80", ""}) {
                String deploy = "{\"image\":\"busybox\",\"egress\":\"" + egress + "\"}";
                assertThat(up.send("POST", "/v1/functions/default/out/versions", BodyPublishers.ofString(deploy))
                                .statusCode())
                        .as(egress)
                        .isEqualTo(400);
            }
        }
    }

    @Test
    void nothingIsLeftOnTheMachineByAServerThatWasKilled() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        Path archive = Busybox.archive(directory);
        String before = network();
        String deploy = """
                {"image":"busybox","egress":"any","timeoutMillis":3600000,"command":["sh","-c","sleep 4711"]}""";
        try (UpProcess up = UpProcess.start(data)) {
            up.deploy(archive, "long", deploy);
            var call = up.sendAsync("POST", "/v1/functions/default/long/calls");
            await().atMost(LONG).until(() -> !Machine.processes("sleep 4711").isEmpty());
            assertThat(network()).as("while it runs").isEqualTo(before);
            up.kill();
            await().atMost(LONG).until(call::isDone);
        }
        await().atMost(LONG).until(() -> Machine.processes("sleep 4711").isEmpty());
        assertThat(network()).isEqualTo(before);
        try (UpProcess next = UpProcess.start(data)) {
            next.deploy(archive, "short", deploy.replace("sleep 4711", "echo fine"));
            assertThat(next.call("short", "").body()).isEqualTo("fine\n");
        }
    }

    /** The machine's own interfaces, routes and rules. */
    private static String network() throws IOException, InterruptedException {
        Process all = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ip -o link | cut -d: -f2; ip route show table all; ip rule; nft list ruleset; ip netns")
                .redirectErrorStream(true)
                .start();
        String shown = new String(all.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(all.waitFor()).isZero();
        return shown;
    }
}
