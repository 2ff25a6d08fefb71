package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.name.Ref;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Remove versions no alias points at.")
public final class VersionRemove implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "REF", arity = "1..*", description = "[namespace/]name@version")
    List<String> refs = List.of();

    public VersionRemove(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        for (String text : refs) {
            Ref ref = session.ref(text);
            session.api().delete(Routes.version(ref));
            session.err().println("removed " + ref);
        }
    }
}
