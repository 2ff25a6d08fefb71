package dev.quern.app.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.quern.core.api.CallBody;
import dev.quern.core.api.CallPage;
import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that burn all they get: memory is all that is set, and processor time follows it where it is short. */
class CpuShareTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    static Path directory;

    static ReleaseServer quern;

    @BeforeAll
    static void start() throws Exception {
        quern = new ReleaseServer(directory);
    }

    @AfterAll
    static void stop() {
        quern.close();
    }

    @Test
    void theShareFollowsTheMemoryAndWhatIsUnusedIsLent() throws Exception {
        deploy("small", "64Mi");
        deploy("large", "256Mi");
        double alone = burn("small").getFirst();
        List<Double> together = burn("small", "large");
        double small = together.getFirst();
        double large = together.getLast();
        // 1 to 4 by their weights, and 5 to 1 by what is left of two processors; other work on the machine blurs both.
        assertThat(large).isGreaterThan(2 * small);
        assertThat(alone).isGreaterThan(2 * small);
    }

    private static void deploy(String name, String memory) {
        String spin = "for i in $(seq %d); do (while :; do :; done) & done; wait"
                .formatted(Runtime.getRuntime().availableProcessors());
        quern.must(
                "deploy",
                name,
                "--image",
                "release",
                "--contract",
                "stdio",
                "--memory",
                memory,
                "--timeout",
                "4s",
                "--",
                "sh",
                "-c",
                spin);
    }

    /** The processor time that each got, in milliseconds, of calls at the same time that last until their deadline. */
    private static List<Double> burn(String... functions) throws IOException {
        List<String> before = calls().map(CallBody::id).toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Stream.of(functions)
                    .map(name -> CompletableFuture.runAsync(() -> call(name), threads))
                    .toList()
                    .forEach(CompletableFuture::join);
        }
        return Stream.of(functions)
                .map(name -> await().atMost(LONG)
                        .until(
                                () -> calls().filter(c -> name.equals(c.function()) && !before.contains(c.id()))
                                        .filter(c -> !c.state().equals("running"))
                                        .findAny(),
                                java.util.Optional::isPresent)
                        .orElseThrow()
                        .cpuMillis())
                .toList();
    }

    private static void call(String name) {
        try {
            assertThat(quern.send("POST", "/v1/functions/default/" + name + "/calls")
                            .statusCode())
                    .isEqualTo(504);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<CallBody> calls() throws IOException {
        String page = quern.send("GET", "/v1/calls?namespace=default&limit=100").body();
        return Jsonb.instance().type(CallPage.class).fromJson(page).items().stream();
    }
}
