package dev.quern.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left when sandboxes end, or their server does: nothing. */
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class LifecycleTest {
    private final String runtime;
    private final Path directory;
    private final Path tree;
    private final SandboxSettings settings;

    LifecycleTest(String runtime, @TempDir Path temporary) throws Exception {
        this.runtime = runtime;
        directory = temporary.toRealPath();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        tree = BusyboxTree.make(Files.createDirectories(directory.resolve("tree")));
        settings = SandboxSettings.of(directory.resolve("state"));
    }

    private SandboxSpec spec() {
        return new SandboxSpec(tree, 1000, 1000, List.of(), Made.MEMORY, List.of(), runtime);
    }

    @Test
    void aHundredMadeAtOnceLeaveNothing() throws Exception {
        try (Sandboxes sandboxes = Sandboxes.open(settings)) {
            long descriptors = 0;
            for (int round = 0; round < 2; round++) {
                Semaphore gate = new Semaphore(16);
                try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 50; i++) {
                        threads.submit(() -> {
                            gate.acquireUninterruptibly();
                            try {
                                Sandbox sandbox = sandboxes.create(spec());
                                assertThat(Calls.run(sandbox, new byte[0], "true")
                                                .exit()
                                                .code())
                                        .isZero();
                                sandbox.destroy();
                            } finally {
                                gate.release();
                            }
                            return 0;
                        });
                    }
                }
                assertThat(Traces.of(settings)).isEmpty();
                if (round == 0) {
                    descriptors = Traces.descriptors();
                }
            }
            // The user namespaces of id ranges are kept, and a second round may have needed a few more.
            assertThat(Traces.descriptors()).isLessThanOrEqualTo(descriptors + 16);
        }
        assertThat(Traces.of(settings)).isEmpty();
    }

    @Test
    void closingDestroysWhatStillRuns() {
        Sandboxes sandboxes = Sandboxes.open(settings);
        Run run = sandboxes.create(spec()).run(new Command(List.of("sleep", "1000"), Calls.ENV, "/"));
        sandboxes.create(spec());
        sandboxes.close();
        assertThat(run.await().sandboxLost()).isTrue();
        run.close();
        assertThat(Traces.of(settings)).isEmpty();
        assertThatThrownBy(() -> sandboxes.create(spec())).isInstanceOf(QuernException.class);
    }

    @Test
    void aKilledServerLeavesNothingOnceTheNextHasStarted() throws Exception {
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.quern.sandbox.DoomedServer",
                        settings.state().toString(),
                        tree.toString(),
                        runtime)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(server.inputReader().readLine()).isEqualTo("running");
        assertThat(Traces.of(settings)).isNotEmpty();
        assertThatThrownBy(() -> Sandboxes.open(settings.withPredecessorLimit(Duration.ofMillis(100))))
                .isInstanceOfSatisfying(
                        QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        server.destroyForcibly().waitFor();
        try (Sandboxes sandboxes = Sandboxes.open(settings)) {
            await().untilAsserted(() -> assertThat(Traces.of(settings)).isEmpty());
            Sandbox sandbox = sandboxes.create(spec());
            assertThat(Calls.run(sandbox, new byte[0], "true").exit().code()).isZero();
        }
        assertThat(Traces.of(settings)).isEmpty();
    }

    @Test
    void aSandboxThatCannotBeMadeLeavesNothing() throws Exception {
        try (Sandboxes sandboxes = Sandboxes.open(settings)) {
            Files.delete(settings.state().resolve("stage/init/.quern/filter"));
            assertThatThrownBy(() -> sandboxes.create(spec()))
                    .isInstanceOfSatisfying(
                            QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SANDBOX_FAILED));
            assertThat(Traces.of(settings)).isEmpty();
        }
    }

    @Test
    void anImageThatIsNotThereIsSaid() {
        try (Sandboxes sandboxes = Sandboxes.open(settings)) {
            SandboxSpec none =
                    new SandboxSpec(directory.resolve("none"), 0, 0, List.of(), Made.MEMORY, List.of(), runtime);
            assertThatThrownBy(() -> sandboxes.create(none))
                    .isInstanceOfSatisfying(
                            QuernException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IMAGE_NOT_FOUND));
        }
    }
}
