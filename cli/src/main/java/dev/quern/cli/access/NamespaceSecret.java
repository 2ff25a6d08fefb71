package dev.quern.cli.access;

import dev.quern.cli.session.Session;
import dev.quern.core.api.CallbackSecretBody;
import picocli.CommandLine.Command;

@Command(
        name = "callback-secret",
        description = "What the notifications of its tasks are signed with; -n names the namespace.")
public final class NamespaceSecret implements Runnable {
    private final Session session;

    public NamespaceSecret(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.output()
                .one(
                        Views.SECRET,
                        session.api()
                                .get(
                                        "/v1/namespaces/" + session.namespace() + "/callback-secret",
                                        CallbackSecretBody.class));
    }
}
