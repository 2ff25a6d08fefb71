package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.api.FunctionBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "get",
        description = "Show a function: its live version, what its aliases name, and each instance there is.")
public final class FunctionGet implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FUNCTION", description = "[namespace/]name")
    String function = "";

    public FunctionGet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        FunctionBody body = session.api().get(Routes.of(session.ref(function).function()), FunctionBody.class);
        session.output().one(Views.FUNCTION, body);
    }
}
