package dev.quern.cli.secret;

import dev.quern.cli.http.Body;
import dev.quern.cli.http.Request;
import dev.quern.cli.http.Response;
import dev.quern.cli.server.Api;
import dev.quern.cli.session.Session;
import dev.quern.core.api.SecretBody;
import dev.quern.core.error.QuernException;
import dev.quern.core.secret.SecretName;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "set",
        description = {
            "Make a secret, or give it another value; the value is read from stdin.",
            "Functions that have it see the new value with their next call, servers with their next instance."
        },
        footer = {"", "Example: quern secret set DATABASE_PASSWORD < password.txt"})
public final class SecretSet implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "Letters, digits, underscores, dots and hyphens.")
    String name = "";

    public SecretSet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        Request request = Request.of("PUT", Secrets.path(session, name))
                .header("Content-Type", "application/octet-stream")
                .header("Accept", "application/json")
                .body(Body.of(value()));
        try (Response response = session.api().open(request)) {
            Api.succeed(response);
            SecretBody body = Api.read(response, SecretBody.class);
            session.output().done(Secrets.SECRET, body, "secret " + body.name() + " is set, version " + body.version());
        }
    }

    private byte[] value() {
        try {
            byte[] value = session.shell().in().readNBytes(SecretName.MAX_BYTES + 1);
            if (value.length == 0) {
                throw QuernException.invalid(
                        "There is no value on stdin", "Write quern secret set " + name + " < file.");
            }
            if (value.length > SecretName.MAX_BYTES) {
                throw QuernException.invalid("A secret has at most " + SecretName.MAX_BYTES + " bytes");
            }
            return value;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
