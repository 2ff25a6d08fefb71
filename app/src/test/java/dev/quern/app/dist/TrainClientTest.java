package dev.quern.app.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quern.cli.Cli;
import dev.quern.cli.ClientCommands;
import dev.quern.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainClientTest {
    @Test
    void trainingRunsEveryCommandToItsEnd() throws Exception {
        assertThat(new TrainClient(ClientCommands::all).call()).isZero();
    }

    @Test
    void cannedAnswersAreWhatCommandsUnderstand() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CannedServer server = CannedServer.start()) {
            Shell shell = new Shell(
                    new ByteArrayInputStream(new byte[3]),
                    out,
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    Map.of("QUERN_URL", server.url(), "QUERN_KEY", "quern_k"),
                    Path.of("/nonexistent"),
                    false,
                    false,
                    false);
            assertThat(Cli.run(ClientCommands.all(), shell, "call", "echo")).isZero();
            assertThat(Cli.run(ClientCommands.all(), shell, "function", "get", "echo"))
                    .isZero();
            assertThat(Cli.run(ClientCommands.all(), shell, "deploy", "echo", "--image", "busybox"))
                    .isZero();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("a body").contains("default/echo@1 is live");
    }
}
