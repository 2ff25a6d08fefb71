package dev.quern.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.core.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a function sees and may do, with each runtime. */
@ParameterizedClass
@ValueSource(strings = {"crun", "runc"})
class SandboxTest {
    @RegisterExtension
    private final Made made;

    SandboxTest(String runtime) {
        made = new Made(runtime);
    }

    @Test
    void stdinComesOutOfCat() {
        Calls.Result result = Calls.run(made.sandbox(), "hello".getBytes(UTF_8), "cat");
        assertThat(result.out()).isEqualTo("hello");
        assertThat(result.exit()).isEqualTo(new Exit(0, 0, java.util.Optional.empty(), false));
    }

    @Test
    void environmentDirectoryUserAndGroupsAreWhatTheCommandSays() {
        Sandbox sandbox = made.sandbox(1234, 2345, List.of(7, 42));
        List<String> env = List.of("PATH=/bin", "A=b c", "EMPTY=");
        assertThat(Calls.run(sandbox, new byte[0], new Command(List.of("env"), env, "/scratch"))
                        .out())
                .isEqualTo("PATH=/bin\nA=b c\nEMPTY=\n");
        Command who = new Command(List.of("sh", "-c", "id -u; id -g; id -G; pwd"), env, "/scratch");
        assertThat(Calls.run(sandbox, new byte[0], who).out()).isEqualTo("1234\n2345\n2345 7 42\n/scratch\n");
    }

    @Test
    void anExitCodeIsReported() {
        assertThat(Calls.sh(made.sandbox(), "echo out; echo err >&2; exit 3")
                        .exit()
                        .code())
                .isEqualTo(3);
    }

    @Test
    void aSignalIsReportedAs128AndMore() {
        Exit exit = Calls.sh(made.sandbox(), "kill -9 $$").exit();
        assertThat(exit.code()).isEqualTo(137);
        assertThat(exit.signal()).isEqualTo(9);
        assertThat(exit.sandboxLost()).isFalse();
    }

    @Test
    void aMissingProgramIsNamed() {
        Sandbox sandbox = made.sandbox();
        Exit exit = Calls.run(sandbox, new byte[0], "nothing-like-this").exit();
        assertThat(exit.startFailure()).hasValueSatisfying(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.ENTRYPOINT_NOT_FOUND);
            assertThat(e).hasMessageContaining("nothing-like-this");
        });
        assertThat(Calls.run(sandbox, new byte[0], "true").exit().code()).isZero();
    }

    @Test
    void aFunctionThatNeverReadsStdinTakesNothingDown() {
        Calls.Result result = Calls.run(made.sandbox(), new byte[8 << 20], "echo", "done");
        assertThat(result.out()).isEqualTo("done\n");
        assertThat(result.exit().code()).isZero();
    }

    @Test
    void aMebibyteOfArgumentsAndEnvironmentArrives() {
        List<String> argv = new ArrayList<>(List.of("sh", "-c", "echo $#; env | wc -c; echo \"$8\" | wc -c", "sh"));
        List<String> env = new ArrayList<>(Calls.ENV);
        String part = "x".repeat(64 << 10);
        for (int i = 0; i < 8; i++) {
            argv.add(part);
            env.add("V" + i + "=" + part);
        }
        Calls.Result result = Calls.run(made.sandbox(), new byte[0], new Command(argv, env, "/"));
        assertThat(result.exit().startFailure()).isEmpty();
        assertThat(result.out()).startsWith("8\n").endsWith("65537\n");
    }

    @Test
    void aFunctionThatIgnoresSigtermIsKilled() {
        Sandbox sandbox = made.sandbox();
        try (Run run = sandbox.run(
                new Command(List.of("sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done"), Calls.ENV, "/"))) {
            assertThat(run.stdout().read(java.nio.ByteBuffer.allocateDirect(16)))
                    .isEqualTo(3);
            run.terminate();
            assertThat(run.await(Duration.ofMillis(100))).isFalse();
            run.kill();
            assertThat(run.await().code()).isEqualTo(137);
        }
        assertThat(Calls.run(sandbox, new byte[0], "true").exit().code()).isZero();
    }
}
