package dev.quern.cli.access;

import dev.quern.cli.http.Query;
import dev.quern.cli.server.Paging;
import dev.quern.cli.session.Session;
import dev.quern.core.api.KeyPage;
import picocli.CommandLine.Command;

@Command(name = "ls", description = "List keys, without their secrets.")
public final class KeyList implements Runnable {
    private static final int MOST = 10_000;
    private final Session session;

    public KeyList(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        session.output()
                .list(
                        Views.KEY,
                        Paging.list(
                                session.api(),
                                () -> Query.of("/v1/keys"),
                                MOST,
                                KeyPage.class,
                                KeyPage::items,
                                KeyPage::next));
    }
}
