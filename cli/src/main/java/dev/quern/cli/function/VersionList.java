package dev.quern.cli.function;

import dev.quern.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "ls", description = "List the versions of a function, newest first.")
public final class VersionList implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FUNCTION", description = "[namespace/]name")
    String function = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most N (default ${DEFAULT-VALUE}).")
    int limit = 100;

    public VersionList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.output()
                .list(
                        Views.VERSION,
                        Routes.versions(session.api(), session.ref(function).function(), limit));
    }
}
