package dev.quern.cli.access;

import dev.quern.cli.session.Session;
import dev.quern.core.name.Names;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Remove empty namespaces.")
public final class NamespaceRemove implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The namespaces' names.")
    List<String> names = List.of();

    public NamespaceRemove(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        for (String name : names) {
            session.api().delete("/v1/namespaces/" + Names.check("namespace", name));
            session.err().println("removed " + name);
        }
    }
}
