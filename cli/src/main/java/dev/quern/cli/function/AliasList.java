package dev.quern.cli.function;

import dev.quern.cli.http.Query;
import dev.quern.cli.server.Paging;
import dev.quern.cli.session.Session;
import dev.quern.core.api.AliasPage;
import dev.quern.core.name.FunctionName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "ls", description = "List the aliases of a function.")
public final class AliasList implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "FUNCTION", description = "[namespace/]name")
    String function = "";

    @Option(names = "--limit", paramLabel = "N", description = "At most N (default ${DEFAULT-VALUE}).")
    int limit = 1000;

    public AliasList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        FunctionName name = session.ref(function).function();
        session.output()
                .list(
                        Views.ALIAS,
                        Paging.list(
                                session.api(),
                                () -> Query.of(Routes.of(name) + "/aliases"),
                                limit,
                                AliasPage.class,
                                AliasPage::items,
                                AliasPage::next));
    }
}
