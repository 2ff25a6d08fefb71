package dev.quern.cli.access;

import dev.quern.cli.session.Session;
import dev.quern.core.api.NamespaceBody;
import dev.quern.core.name.Names;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "create", description = "Make a namespace.")
public final class NamespaceCreate implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "NAME", description = "1 to 63 lower-case letters, digits and inner hyphens.")
    String name = "";

    public NamespaceCreate(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        String checked = Names.check("namespace", name);
        NamespaceBody body = session.api().send("PUT", "/v1/namespaces/" + checked, NamespaceBody.class);
        session.output().done(Views.NAMESPACE, body, "namespace " + body.name() + " is there");
    }
}
