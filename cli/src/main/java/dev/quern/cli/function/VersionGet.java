package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import dev.quern.core.api.VersionBody;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Show a version with its configuration.")
public final class VersionGet implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "REF", description = "[namespace/]name@version")
    String ref = "";

    public VersionGet(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        VersionBody body = session.api().get(Routes.version(session.ref(ref)), VersionBody.class);
        session.output().one(Views.VERSION, body);
    }
}
