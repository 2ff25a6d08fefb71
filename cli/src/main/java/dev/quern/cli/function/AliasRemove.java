package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.error.QuernException;
import dev.quern.core.name.Ref;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Remove aliases; their versions stay.")
public final class AliasRemove implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "REF", arity = "1..*", description = "[namespace/]name:alias")
    List<String> refs = List.of();

    public AliasRemove(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        for (String text : refs) {
            Ref ref = session.ref(text);
            // Removing live takes a function out of service: never by a name left out.
            if (!text.contains(":")) {
                throw QuernException.invalid("'" + text + "' names no alias", "Write " + ref + " if live is meant.");
            }
            session.api().delete(Routes.alias(ref));
            session.err().println("removed " + ref);
        }
    }
}
