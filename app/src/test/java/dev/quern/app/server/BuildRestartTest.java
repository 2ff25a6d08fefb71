package dev.quern.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.images.tar.TarEntry;
import dev.quern.images.tar.TarType;
import dev.quern.images.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that dies in the middle of a build. */
class BuildRestartTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-f-]{36})\"");
    /** Seconds nobody else sleeps. */
    private static final String SLEEP = "sleep 86413";

    @TempDir
    Path directory;

    @Test
    void aBuildDiesWithItsServerAndTheNextOneSaysSo() throws Exception {
        Path archive = Busybox.archive(directory);
        Path data = Files.createDirectory(directory.resolve("data"));
        String id;
        UpProcess killed = UpProcess.start(data);
        try {
            killed.deploy(archive, "echo", "{\"image\":\"busybox\"}");
            Matcher made = ID.matcher(
                    killed.send("POST", "/v1/builds?name=endless:1", BodyPublishers.ofByteArray(directory(SLEEP)))
                            .body());
            assertThat(made.find()).isTrue();
            id = made.group(1);
            await().atMost(LONG).until(() -> Machine.processes(SLEEP).stream().anyMatch(pid -> runsAsItself(pid)));
        } finally {
            killed.process().destroyForcibly().waitFor();
        }
        await().atMost(LONG).until(() -> Machine.processes(SLEEP).isEmpty());
        try (UpProcess up = UpProcess.start(data)) {
            assertThat(up.send("GET", "/v1/builds/" + id, BodyPublishers.noBody())
                            .body())
                    .contains("\"state\":\"failed\"", "The server stopped");
            assertThat(data.resolve("builds/work")).isEmptyDirectory();
            assertThat(Machine.groups(id)).isEmpty();
            assertThat(Machine.mounts(data.resolve("builds").toString())).isEmpty();
        }
    }

    /** The command, not the programs around it that carry it in their arguments. */
    private static boolean runsAsItself(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline")).startsWith("sleep");
        } catch (java.io.IOException e) {
            return false;
        }
    }

    private static byte[] directory(String command) throws Exception {
        byte[] yaml = ("base: busybox\nbuild: [" + command + "]\n").getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            tar.put(TarEntry.plain("quern.yaml", TarType.FILE, 0644, yaml.length), new ByteArrayInputStream(yaml));
        }
        return bytes.toByteArray();
    }
}
