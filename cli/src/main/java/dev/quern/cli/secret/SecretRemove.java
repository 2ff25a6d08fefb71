package dev.quern.cli.secret;

import dev.quern.cli.session.Session;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Remove secrets that no alias's version is given.")
public final class SecretRemove implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "NAME", arity = "1..*", description = "The secrets' names.")
    List<String> names = List.of();

    public SecretRemove(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        for (String name : names) {
            session.api().delete(Secrets.path(session, name));
            session.err().println("removed " + name);
        }
    }
}
