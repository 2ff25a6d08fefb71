package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.name.FunctionName;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "rm", description = "Remove functions with all their versions and aliases.")
public final class FunctionRemove implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FUNCTION", arity = "1..*", description = "[namespace/]name")
    List<String> functions = List.of();

    public FunctionRemove(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        for (String text : functions) {
            FunctionName function = session.ref(text).function();
            session.api().delete(Routes.of(function));
            session.err().println("removed " + function);
        }
    }
}
