package dev.quern.cli;

import dev.quern.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A command line as a user has it: an own home, streams to look at. */
abstract class CliTest {
    static final String CALL = "0197f3a0-0000-7000-8000-000000000000";

    @TempDir
    Path home = Path.of("");

    final Map<String, String> environment = new HashMap<>(Map.of("QUERN_KEY", "quern_secret"));
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    boolean terminal;
    boolean errIsTerminal;

    int quern(String... arguments) {
        return quern(InputStream.nullInputStream(), out, arguments);
    }

    int quernWith(String stdin, String... arguments) {
        return quern(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8)), out, arguments);
    }

    int quern(InputStream stdin, OutputStream stdout, String... arguments) {
        PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
        Shell shell = new Shell(stdin, stdout, errors, environment, home, false, terminal, errIsTerminal);
        return Cli.run(ClientCommands.all(), shell, arguments);
    }

    void use(TestServer server) {
        environment.put("QUERN_URL", server.url());
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
