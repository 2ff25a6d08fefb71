package dev.quern.cli.access;

import dev.quern.cli.http.Query;
import dev.quern.cli.server.Paging;
import dev.quern.cli.session.Session;
import dev.quern.core.api.NamespacePage;
import picocli.CommandLine.Command;

@Command(name = "ls", description = "List namespaces.")
public final class NamespaceList implements Runnable {
    private static final int MOST = 10_000;
    private final Session session;

    public NamespaceList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.output()
                .list(
                        Views.NAMESPACE,
                        Paging.list(
                                session.api(),
                                () -> Query.of("/v1/namespaces"),
                                MOST,
                                NamespacePage.class,
                                NamespacePage::items,
                                NamespacePage::next));
    }
}
