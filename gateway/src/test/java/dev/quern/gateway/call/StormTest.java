package dev.quern.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.node.admission.Admission;
import dev.quern.node.admission.Limits;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many calls of all kinds at once, half of whose clients leave whenever they like, leave nothing behind. */
class StormTest {
    private static final String MARKER = "660001";

    @TempDir
    static Path directory;

    static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer(directory, new Limits(4, 300));
        server.deploy("cat", "cat");
        server.deploy("echo", "echo", "hi");
        server.deploy("fail", "sh", "-c", "echo some; exit 3");
        server.deploy("flood", "head", "-c", "3000000", "/dev/zero");
        server.deploy("silent", "sh", "-c", "sleep 0.2; : " + MARKER);
        server.deploy("deaf", "sh", "-c", "sleep 0.05; echo deaf");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        storm(1, 60);
        int before = descriptorsAtRest().size();
        storm(2, 200);
        assertThat(descriptorsAtRest()).hasSizeLessThanOrEqualTo(before);
        assertThat(HostProcesses.withArgument(MARKER)).isZero();
        await().untilAsserted(() -> assertThat(Threads.dump()).doesNotContain("quern-body", "CallAction.run"));
    }

    private static void storm(long seed, int calls) throws Exception {
        String[] functions = {"cat", "echo", "fail", "flood", "silent", "deaf"};
        Random random = new Random(seed);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService clients = Executors.newFixedThreadPool(16)) {
            for (int i = 0; i < calls; i++) {
                String function = functions[random.nextInt(functions.length)];
                long own = random.nextLong();
                all.add(clients.submit(() -> client(function, new Random(own))));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    /** Leaves before or after any byte, by FIN or RST, or stays to the end. */
    private static void client(String function, Random random) {
        String version = random.nextBoolean() ? "HTTP/1.1" : "HTTP/1.0";
        int size = random.nextBoolean() ? 0 : random.nextInt(300_000);
        boolean stays = random.nextBoolean();
        try (Wire wire = new Wire(server.port)) {
            wire.send(Wire.head(version, function, "Content-Length: " + size, "Connection: close"));
            wire.send("x".repeat(stays ? size : random.nextInt(size + 1)));
            if (stays) {
                assertThat(wire.readToEnd().text()).contains("HTTP/1.1 ");
                return;
            }
            wire.socket.setSoTimeout(1 + random.nextInt(100));
            wire.read(random.nextInt(1000));
            if (random.nextBoolean()) {
                wire.reset();
            }
        } catch (IOException e) {
            // This client left, or was refused while it still sent: both are its own doing.
            return;
        }
    }

    /** What is open when no call is left and no sandbox is kept. */
    private static List<String> descriptorsAtRest() {
        await().atMost(Duration.ofSeconds(60)).until(() -> server.node.load().equals(new Admission.Load(0, 0)));
        server.node.forgetImage("sha256:busybox");
        int[] last = {-1};
        return await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(1))
                .until(StormTest::descriptors, now -> {
                    boolean stable = now.size() == last[0];
                    last[0] = now.size();
                    return stable;
                });
    }

    private static List<String> descriptors() throws IOException {
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : entries) {
                // A user namespace is kept for every range of ids that was ever in use; the storm decides how many.
                if (Files.isSymbolicLink(entry)
                        && !Files.readSymbolicLink(entry).toString().startsWith("user:")) {
                    open.add(entry.getFileName() + " " + Files.readSymbolicLink(entry));
                }
            }
        }
        return open;
    }
}
