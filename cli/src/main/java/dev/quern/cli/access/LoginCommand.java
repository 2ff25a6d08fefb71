package dev.quern.cli.access;

import dev.quern.cli.http.Endpoint;
import dev.quern.cli.http.Query;
import dev.quern.cli.server.Api;
import dev.quern.cli.server.KeySource;
import dev.quern.cli.server.Login;
import dev.quern.cli.server.Logins;
import dev.quern.cli.server.Target;
import dev.quern.cli.session.Session;
import dev.quern.core.api.FunctionPage;
import dev.quern.core.error.ErrorCode;
import dev.quern.core.error.QuernException;
import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "login",
        description = {
            "Keep a server's address and key for later commands.",
            "The key is asked for, or read from stdin."
        },
        footer = {"", "Example: quern login https://quern.example.com < key"})
public final class LoginCommand implements Runnable {
    private static final int LONGEST_KEY = 8192;
    private final Session session;

    @Parameters(paramLabel = "URL", description = "The server.")
    String url = "";

    @Option(names = "--ca", paramLabel = "FILE", description = "A PEM file with the certificate to trust.")
    @Nullable
    Path certificate;

    @Option(names = "--insecure", description = "Send the key unencrypted to another machine.")
    boolean insecure;

    public LoginCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Optional<Path> trusted = Optional.ofNullable(certificate).map(Path::toAbsolutePath);
        Endpoint endpoint = Endpoint.parse(url, trusted);
        if (!endpoint.tls() && !endpoint.isLoopback() && !insecure) {
            throw QuernException.invalid(
                    "Over " + endpoint.url() + " the key would travel unencrypted", "Use https, or add --insecure.");
        }
        String key = key();
        check(new Api(new Target(endpoint, key)));
        Logins logins = new Logins(session.shell());
        logins.save(new Login(endpoint.url(), key, trusted.map(Path::toString).orElse(null)));
        session.err().println("logged in to " + endpoint.url() + "; kept in " + logins.file());
    }

    private String key() {
        if (session.globals().keyFile().isPresent()) {
            return KeySource.file(session.globals().keyFile().get());
        }
        Console console = session.shell().inIsTerminal() ? System.console() : null;
        if (console != null) {
            char[] typed = console.readPassword("Key: ");
            return KeySource.check(typed == null ? "" : new String(typed), "What was typed");
        }
        try {
            byte[] text = session.shell().in().readNBytes(LONGEST_KEY);
            return KeySource.check(new String(text, StandardCharsets.UTF_8), "stdin");
        } catch (IOException e) {
            throw QuernException.invalid("stdin cannot be read: " + e.getMessage());
        }
    }

    /** A key that may not list this namespace is still a key; only an unknown one is refused. */
    private void check(Api api) {
        try {
            api.get(
                    Query.of("/v1/functions")
                            .add("namespace", session.namespace())
                            .add("limit", "1")
                            .toString(),
                    FunctionPage.class);
        } catch (QuernException e) {
            if (e.code() != ErrorCode.FORBIDDEN && e.code().status() != 404) {
                throw e;
            }
        }
    }
}
