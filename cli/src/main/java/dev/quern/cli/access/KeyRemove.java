package dev.quern.cli.access;

import dev.quern.cli.http.Query;
import dev.quern.cli.session.Session;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Remove keys; requests with them are refused from then on.")
public final class KeyRemove implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "The keys' ids; see 'quern key ls'.")
    List<String> ids = List.of();

    public KeyRemove(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        for (String id : ids) {
            session.api().delete("/v1/keys/" + Query.encode(id));
            session.err().println("removed " + id);
        }
    }
}
