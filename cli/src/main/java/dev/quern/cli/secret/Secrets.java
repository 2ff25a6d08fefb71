package dev.quern.cli.secret;

import dev.quern.cli.http.Query;
import dev.quern.cli.output.Show;
import dev.quern.cli.output.View;
import dev.quern.cli.session.Session;
import dev.quern.core.api.SecretBody;
import dev.quern.core.secret.SecretName;

/** Where a secret is, and how it is listed. */
final class Secrets {
    static final View<SecretBody> SECRET = View.of(SecretBody.class, s -> s.namespace() + "/" + s.name())
            .column("SECRET", s -> s.namespace() + "/" + s.name())
            .column("VERSION", s -> Integer.toString(s.version()))
            .column("BYTES", s -> Integer.toString(s.sizeBytes()))
            .column("SET", s -> Show.time(s.updatedAt()));

    private Secrets() {}

    static String path(Session session, String name) {
        return "/v1/secrets/" + Query.encode(session.namespace()) + "/" + Query.encode(SecretName.check(name));
    }
}
