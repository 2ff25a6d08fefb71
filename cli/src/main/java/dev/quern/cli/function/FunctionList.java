package dev.quern.cli.function;

import dev.quern.cli.http.Query;
import dev.quern.cli.server.Paging;
import dev.quern.cli.session.Session;
import dev.quern.core.api.FunctionPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "ls", description = "List the functions of a namespace.")
public final class FunctionList implements Runnable {
    private final Session session;

    @Option(names = "--limit", paramLabel = "N", description = "At most N (default ${DEFAULT-VALUE}).")
    int limit = 1000;

    public FunctionList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.output()
                .list(
                        Views.FUNCTION,
                        Paging.list(
                                session.api(),
                                () -> Query.of("/v1/functions").add("namespace", session.namespace()),
                                limit,
                                FunctionPage.class,
                                FunctionPage::items,
                                FunctionPage::next));
    }
}
